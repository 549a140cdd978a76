"""What a clip carries beside its picture: it comes along, or is named where the container has no place for it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from av.stream import Disposition

from foleystudio.errors import FoleyError
from foleystudio.media.formats import OwnSound
from foleystudio.media.mux import mux
from foleystudio.media.probe import probe
from tests.media import plain
from tests.media.carrying import (
    CHAPTERS,
    SUBTITLES,
    chapters_of,
    loudest_of_all,
    subtitles_of,
    write_laden,
)
from tests.media.made import X264, Shot, click_sound

SUFFIXES = [".mp4", ".mov", ".mkv"]
NEW_S = 1.25


def write(clip: Path, out: Path, **how: Any) -> tuple[str, ...]:
    return mux(clip, [click_sound(2, channels=2, at_s=NEW_S)], out, rate_hz=48_000, channels=2, **how)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("source", SUFFIXES)
def test_all_that_a_clip_carries_comes_along(tmp_path: Path, source: str, suffix: str) -> None:
    clip, out = write_laden(tmp_path / f"clip{source}"), tmp_path / f"out{suffix}"
    assert write(clip, out) == ()
    assert chapters_of(out) == [(title, float(a), float(b)) for title, a, b in CHAPTERS]
    assert subtitles_of(out) == list(SUBTITLES)
    found = probe(out)
    assert [(track.language, track.title) for track in found.audio] == [
        ("eng", "Foley"), ("ger", "Deutsch"), ("fra", "Commentaire"),
    ]  # fmt: skip
    assert [track.is_default for track in found.audio] == [True, False, False]
    assert loudest_of_all(out) == pytest.approx([NEW_S, 1.0, 1.5], abs=0.001)
    assert found.start_timecode == "10:00:00:00"
    with av.open(str(out)) as container:
        assert container.metadata["title"] == "Küche"
        assert container.metadata.get("artist", container.metadata.get("ARTIST")) == "Somebody"
        assert [s.metadata["language"] for s in container.streams.subtitles] == ["nor"]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("own", "titles", "default"),
    [
        (OwnSound.REPLACE, ["Foley", "Deutsch", "Commentaire"], 0),
        (OwnSound.BEFORE, ["Foley", "Original", "Deutsch", "Commentaire"], 0),
        (OwnSound.AFTER, ["Original", "Deutsch", "Commentaire", "Foley"], 0),
        (OwnSound.ALONE, ["Foley"], 0),
    ],
)
def test_the_user_says_what_becomes_of_the_own_sounds(
    tmp_path: Path, suffix: str, own: OwnSound, titles: list[str], default: int
) -> None:
    clip = write_laden(tmp_path / "clip.mov")
    write(clip, tmp_path / f"out{suffix}", own=own)
    tracks = probe(tmp_path / f"out{suffix}").audio
    assert [track.title for track in tracks] == titles
    assert [track.is_default for track in tracks].index(True) == default
    assert sum(track.is_default for track in tracks) == 1


def test_another_track_is_replaced_when_it_is_the_guide(tmp_path: Path) -> None:
    write(write_laden(tmp_path / "clip.mov"), tmp_path / "out.mov", guide=1)
    assert [t.title for t in probe(tmp_path / "out.mov").audio] == ["Foley", "Original", "Commentaire"]
    assert probe(tmp_path / "out.mov").audio[0].language == "ger"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_clip_that_begins_late_keeps_the_distances(tmp_path: Path, suffix: str) -> None:
    clip = write_laden(tmp_path / "clip.mov", start_s=Fraction(2, 5), sound_codec="pcm_s16le")
    assert write(clip, tmp_path / f"out{suffix}") == ()
    assert chapters_of(tmp_path / f"out{suffix}") == [(title, float(a), float(b)) for title, a, b in CHAPTERS]
    assert subtitles_of(tmp_path / f"out{suffix}") == list(SUBTITLES)
    assert loudest_of_all(tmp_path / f"out{suffix}") == pytest.approx([NEW_S, 1.0, 1.5], abs=0.001)


def test_further_sounds_without_a_place_are_left_out_with_a_word(tmp_path: Path) -> None:
    clip = write_laden(tmp_path / "clip.mkv", sound_codec="flac")
    notes = write(clip, tmp_path / "out.mov")
    assert set(notes) == {"MOV cannot hold flac sound: left out; a .mp4 or .mkv can."}
    with pytest.raises(FoleyError, match=r"h264 pictures with flac sound; write a \.mp4 or \.mkv, or leave out"):
        write(clip, tmp_path / "again.mov", own=OwnSound.AFTER)


def test_styled_subtitles_keep_their_words_in_mp4(tmp_path: Path) -> None:
    clip = write_laden(tmp_path / "clip.mkv", subtitles="ass")
    write(clip, tmp_path / "out.mp4")
    assert [text for text, *_ in subtitles_of(tmp_path / "out.mp4")] == [text for text, *_ in SUBTITLES]


def test_attached_files_and_covers(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mkv"
    shot = Shot(frames=12)
    with av.open(str(clip), "w") as target:
        packets = shot._pictures(target)
        target.add_attachment("font.ttf", "font/ttf", b"letters" * 20)
        target.mux(packets)
    write(clip, tmp_path / "out.mkv")
    with av.open(str(tmp_path / "out.mkv")) as container:
        (font,) = container.streams.attachments
        assert (font.metadata["filename"], font.data) == ("font.ttf", b"letters" * 20)
    assert write(clip, tmp_path / "out.mov") == ("MOV cannot hold the attached file font.ttf: left out; a .mkv can.",)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_depth_is_stated(tmp_path: Path, suffix: str) -> None:
    clip = tmp_path / "clip.mkv"
    with av.open(str(clip), "w") as target:
        packets = Shot(frames=12)._pictures(target)
        target.streams.video[0].metadata["stereo_mode"] = "left_right"
        target.mux(packets)
    assert write(clip, tmp_path / f"out{suffix}") == ()
    with av.open(str(tmp_path / f"out{suffix}")) as container:
        said: Any = next(container.decode(video=0)).side_data
        assert "STEREO3D" in {each.type.name for each in said}


@pytest.mark.parametrize(("stored_as", "bits"), [("pcm24", 24), ("pcm16", 16)])
def test_mxf_for_broadcasters(tmp_path: Path, stored_as: str, bits: int) -> None:
    shot = Shot(codec="mpeg2video", reordered=2, frames=50, rate_fps=Fraction(25), tags={"timecode": "09:59:58:00"})
    clip = shot.write(tmp_path / "clip.mxf")
    assert write(clip, tmp_path / "out.mxf", stored_as=stored_as) == ()
    assert [p.data for p in plain.packets(clip)] == [p.data for p in plain.packets(tmp_path / "out.mxf")]
    found = probe(tmp_path / "out.mxf")
    assert (found.audio[0].codec, found.start_timecode) == (f"pcm_s{bits}le", "09:59:58:00")
    assert plain.loudest_s(tmp_path / "out.mxf") == NEW_S


def test_mxf_says_what_it_cannot_hold(tmp_path: Path) -> None:
    mpeg2 = Shot(codec="mpeg2video", frames=50, rate_fps=Fraction(25), rotation_deg=90, sound=click_sound(2))
    clip = mpeg2.write(tmp_path / "clip.mov")
    assert write(clip, tmp_path / "out.mxf", own=OwnSound.REPLACE) == (
        "MXF cannot hold the turning of its pictures: left out; a .mov or .mkv can.",
    )
    h264 = write_laden(tmp_path / "clip.mp4")
    with pytest.raises(FoleyError, match=r"MXF cannot hold h264 pictures; write a \.mp4, \.mov or \.mkv"):
        write(h264, tmp_path / "out.mxf")


@pytest.mark.parametrize(
    ("suffix", "stored_as", "codec"),
    [
        (".mp4", "flac", "flac"), (".mp4", "opus", "opus"), (".mov", "aac", "aac"), (".mov", "pcm16", "pcm_s16le"),
        (".mkv", "flac", "flac"), (".mkv", "opus", "opus"), (".mkv", "aac", "aac"), (".mkv", "pcm16", "pcm_s16le"),
    ],
)  # fmt: skip
def test_the_new_sound_is_stored_as_the_container_can(tmp_path: Path, suffix: str, stored_as: str, codec: str) -> None:
    clip = Shot(frames=50, rate_fps=Fraction(25), codec_options=X264).write(tmp_path / "clip.mp4")
    write(clip, tmp_path / f"out{suffix}", stored_as=stored_as)
    assert probe(tmp_path / f"out{suffix}").audio[0].codec == codec
    # Matroska counts milliseconds: the encoder's run-up is rounded to them.
    assert abs(float(plain.loudest_s(tmp_path / f"out{suffix}")) - NEW_S) <= (0.0006 if suffix == ".mkv" else 0)


def test_a_sound_without_a_place_names_a_container_that_has_one(tmp_path: Path) -> None:
    clip = Shot(frames=12).write(tmp_path / "clip.mp4")
    with pytest.raises(FoleyError, match=r"out\.mp4: MP4 holds no 24-bit PCM; write a \.mov, \.mkv or \.mxf"):
        write(clip, tmp_path / "out.mp4", stored_as="pcm24")
    with pytest.raises(FoleyError, match=r"MOV holds no FLAC; write a \.mp4 or \.mkv"):
        write(clip, tmp_path / "out.mov", stored_as="flac")


def test_prores_and_dnxhd_are_sent_to_mov(tmp_path: Path) -> None:
    clip = Shot(codec="prores_ks", pix_fmt="yuv422p10le", frames=12).write(tmp_path / "clip.mov")
    with pytest.raises(FoleyError, match=r"MP4 cannot hold prores pictures; write a \.mov"):
        write(clip, tmp_path / "out.mp4")


def test_default_flag_of_own_sounds_goes(tmp_path: Path) -> None:
    clip = write_laden(tmp_path / "clip.mkv")
    write(clip, tmp_path / "out.mkv", own=OwnSound.BEFORE)
    with av.open(str(tmp_path / "out.mkv")) as container:
        flags = [s.disposition for s in container.streams.audio]
    assert flags[1] & Disposition.default == 0
    assert flags[3] & Disposition.comment
