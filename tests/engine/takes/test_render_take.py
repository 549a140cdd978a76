from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.render.layered import LayeredTake
from foleystudio.engine.request import RenderedTake, WrittenTake, never_cancelled, no_progress
from foleystudio.engine.takes import render_take
from foleystudio.engine.takes.render_take import TakeOrder, copy_take, make_take
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.sounds.layers import one_layer
from foleystudio.project.takes import Provenance
from tests.clips import write_clip
from tests.gui.conftest import hits


def order(folder: Path, name: str = "take.wav") -> TakeOrder:
    reference = folder / "knock.wav"
    write_sound(reference, Sound(hits((0.01,), 0.4), 48_000))
    events = EventTrack((Event(0.5), Event(1.0, 0.4)))
    return TakeOrder(Provenance(one_layer((3,)), events=events), (reference,), _two_seconds(), folder / name, "knock")


@cache
def _two_seconds() -> Clip:
    with TemporaryDirectory() as folder:
        return open_clip(write_clip(Path(folder) / "clip.mp4", frames=50))


def test_a_take_is_on_disk_before_it_is_answered(tmp_path: Path) -> None:
    wish = order(tmp_path)
    shares: list[float] = []
    made = make_take(wish, ReferenceSounds(), lambda share, _stage: shares.append(share), never_cancelled)
    assert made.take.path == wish.path
    assert made.take.n_samples == 96_000
    assert made.take.provenance == wish.provenance
    assert made.take.loudness_lufs is None or made.take.loudness_lufs < 0
    assert isinstance(made.rendered, RenderedTake)
    assert np.abs(read_sound(wish.path).samples - made.rendered.sound.samples).max() < 2**-22
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_long_take_goes_to_disk_block_by_block_with_the_same_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make_take(order(tmp_path, "whole.wav"), ReferenceSounds(), no_progress, never_cancelled)
    monkeypatch.setattr(render_take, "KEPT_WHOLE_BYTES", 0)
    streamed = make_take(order(tmp_path, "stream.wav"), ReferenceSounds(), no_progress, never_cancelled)
    assert isinstance(streamed.rendered, WrittenTake)
    one, other = read_sound(whole.take.path), read_sound(streamed.take.path)
    assert np.array_equal(one.samples, other.samples)


@pytest.mark.parametrize("has_changed", [False, True])
def test_an_edit_of_a_long_take_makes_only_what_it_touches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_changed: bool
) -> None:
    monkeypatch.setattr(render_take, "KEPT_WHOLE_BYTES", 0)
    sounds, first = ReferenceSounds(), order(tmp_path, "before.wav")
    before = make_take(first, sounds, no_progress, never_cancelled)
    if has_changed:  # by somebody else: it is no use any more
        write_sound(before.take.path, Sound(hits((0.2,), 2.0), 48_000))
    made: list[tuple[int, int]] = []
    blocks = LayeredTake.blocks

    def watched(take: LayeredTake, start: int, stop: int, *rest: Any) -> Any:
        made.append((start, stop))
        return blocks(take, start, stop, *rest)

    monkeypatch.setattr(LayeredTake, "blocks", watched)
    wish = replace(first, path=tmp_path / "after.wav")
    edited = replace(wish.provenance, events=EventTrack((Event(0.5), Event(1.1, 0.4))))
    after = make_take(replace(wish, provenance=edited, previous=before.rendered), sounds, no_progress, never_cancelled)
    asked = sum(stop - start for start, stop in made)
    assert asked == 96_000 if has_changed else 0 < asked < 60_000
    anew = make_take(replace(wish, provenance=edited, path=tmp_path / "anew.wav"), sounds, no_progress, never_cancelled)
    assert after.take.path.read_bytes() == anew.take.path.read_bytes()
    assert after.take.loudness_lufs == anew.take.loudness_lufs


@pytest.mark.parametrize("after", [0, 1, 3])
def test_cancelling_leaves_nothing(tmp_path: Path, after: int) -> None:
    wish, asked = order(tmp_path), [0]

    def cancelled() -> bool:
        asked[0] += 1
        return asked[0] > after

    with pytest.raises(CancelledError):
        make_take(wish, ReferenceSounds(), no_progress, cancelled)
    assert [path.name for path in tmp_path.iterdir()] == ["knock.wav"]


def test_a_reference_that_is_gone_is_a_users_error(tmp_path: Path) -> None:
    wish = order(tmp_path)
    wish.reference_paths[0].unlink()
    with pytest.raises(FoleyError, match="knock"):
        make_take(wish, ReferenceSounds(), no_progress, never_cancelled)
    assert list(tmp_path.iterdir()) == []


def test_a_take_is_copied_at_its_own_level(tmp_path: Path) -> None:
    from dataclasses import replace

    made = make_take(order(tmp_path), ReferenceSounds(), no_progress, never_cancelled)
    quieter = replace(made.take, gain_db=-20.0)
    copy_take(quieter, tmp_path / "copy.wav", no_progress, never_cancelled)
    one, other = read_sound(made.take.path).samples, read_sound(tmp_path / "copy.wav").samples
    assert np.abs(other - one * 0.1).max() < 2**-22
    with pytest.raises(CancelledError):
        copy_take(quieter, tmp_path / "none.wav", no_progress, lambda: True)
    assert not (tmp_path / "none.wav").exists()


def test_a_take_that_does_not_come_to_be_leaves_no_folder(tmp_path: Path) -> None:
    wish = order(tmp_path)
    folder = tmp_path / "film takes"
    folder.mkdir()
    wish = replace(wish, path=folder / "take.wav")
    with pytest.raises(CancelledError):
        make_take(wish, ReferenceSounds(), no_progress, lambda: True)
    assert not folder.exists()
    make_take(wish, ReferenceSounds(), no_progress, never_cancelled)
    assert wish.path.is_file(), "another that was ordered meanwhile finds its folder"
