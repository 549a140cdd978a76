from __future__ import annotations

from pathlib import Path

import av
import pytest
from av.sidedata.sidedata import Type

from foleystudio.media.formats import VIDEO_FORMATS
from foleystudio.media.muxing.beside import lost, said_beside
from tests.media.made import Shot


def test_what_is_said_beside_the_pictures(tmp_path: Path) -> None:
    turned, plain = tmp_path / "turned.mp4", tmp_path / "plain.mp4"
    Shot(frames=4, rotation_deg=90).write(turned)
    Shot(frames=4).write(plain)
    assert said_beside(turned) == {Type.DISPLAYMATRIX}
    assert said_beside(plain) == frozenset()
    told = "MXF cannot hold the turning of its pictures: left out; a .mov or .mkv can."
    assert lost(turned, plain, VIDEO_FORMATS["mxf"]) == [told]
    assert lost(plain, turned, VIDEO_FORMATS["mxf"]) == []


def test_a_sound_says_nothing(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "a.wav"), "w") as target:
        target.add_stream("pcm_s16le", rate=48_000)
        target.start_encoding()
    assert said_beside(tmp_path / "a.wav") == frozenset()


@pytest.mark.parametrize("name", ["mov", "mkv"])
def test_the_containers_that_remedies_name_are_there(name: str) -> None:
    assert VIDEO_FORMATS[name].suffixes[0] == f".{name}"
