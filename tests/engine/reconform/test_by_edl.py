from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from foleystudio.engine.reconform.by_edl import read_edl
from foleystudio.errors import FoleyError
from foleystudio.timebase import Timecode

CODE = Timecode(Fraction(25))
LINE = "001  AX       V     C        00:00:01:00 00:00:02:00 10:00:00:00 10:00:01:00"


def test_pictures_alone_are_read(tmp_path: Path) -> None:
    file = tmp_path / "a.edl"
    file.write_text(f"TITLE: X\r\n{LINE}\r\n002  AX  A  C  {LINE[29:]}\n003 BL V C {LINE[29:]}\nM2 AX 050\n")
    (edit,) = read_edl(file, CODE)
    assert (edit.reel, edit.source, edit.record, edit.count) == ("AX", 25, 900_000, 25)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no edit of pictures"),
        ("\0" * 1000, "no edit of pictures"),
        (LINE.replace("00:00:01:00", "00:00:01:30"), "no frame '00:00:01:30'"),
        (LINE.replace("00:00:02:00", "00:00:00:00"), "no edit of pictures"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "a.edl").write_text(text)
    with pytest.raises(FoleyError, match=words):
        read_edl(tmp_path / "a.edl", CODE)


def test_drop_frame_labels(tmp_path: Path) -> None:
    drops = Timecode(Fraction(30_000, 1001), drop_frame=True)
    (tmp_path / "a.edl").write_text("1 AX V C 00:00:59;28 00:01:00;02 01:00:00;00 01:00:00;02\n")
    (edit,) = read_edl(tmp_path / "a.edl", drops)
    assert (edit.count, edit.record) == (2, 107_892)
