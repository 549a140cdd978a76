from __future__ import annotations

from foleystudio.engine.mix.exports import EXPORTS, export_kinds
from tests.outside.export import subtitles
from tests.outside.formats import formats

SHIPPED = [
    "video.mp4", "video.mov", "video.mkv", "video.mxf",
    "sound.wav", "sound.flac", "stems.wav", "stems.flac", "markers.csv",
    "otio.otio", "edl.edl", "fcpxml.fcpxml", "reaper.rpp", "cues.html", "cues.csv",
]  # fmt: skip


def test_every_export_is_offered_in_each_of_its_formats() -> None:
    assert [kind.name for kind in export_kinds()] == SHIPPED
    assert [row.name for row in EXPORTS if row.may_clip] == ["video", "sound"]


def test_formats_and_exports_from_outside_are_among_them() -> None:
    with formats(), subtitles():
        added = [kind.name for kind in export_kinds() if kind.name not in SHIPPED]
    assert added == [
        "video.mk3d", "sound.aiff", "sound.samples", "stems.aiff", "stems.samples", "subtitles.sub",
    ]  # fmt: skip
    assert [kind.name for kind in export_kinds()] == SHIPPED
