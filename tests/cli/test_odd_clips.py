"""Clips as recorders, broadcasters and damaged disks leave them, from the command line to the file that is written."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from foleystudio.media.clock.frame_times import read_frame_times
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.events import decode_events
from tests.cli.conftest import Foley
from tests.clips import write_clip
from tests.media.joined import Recording, clicks, heard_s, write_joined
from tests.media.made import X265, Shot
from tests.media.rates import Piece, expected_s, write_stream

# Joined recordings


@pytest.mark.parametrize("name", ["joined.ts", "programme.mpg"])
def test_joined_recordings_are_performed_to_their_end(foley: Foley, knock: Path, tmp_path: Path, name: str) -> None:
    clip = write_joined(tmp_path / name, Recording(75, (0.5, 1.5)), Recording(50, (0.7, 1.2), offset_s=400))
    out = tmp_path / "out.mov"
    outcome = foley("render", clip, "-r", knock, "-o", out, "--timing", "guide", "--json")
    assert outcome.code == 0, outcome.err
    assert f"{name}: its clock starts anew half way: its 2 parts were joined" in outcome.err
    times = read_frame_times(clip)
    second_s = float(times.time_of(75))
    wanted = [float(times.time_of(0)) + 0.5, float(times.time_of(0)) + 1.5, second_s + 0.7, second_s + 1.2]
    assert [event["time_s"] for event in outcome.json()["events"]] == pytest.approx(wanted, abs=0.003)
    written = read_frame_times(out)
    assert len(written) == 125
    assert written.seconds.tolist() == pytest.approx(times.seconds.tolist())
    assert heard_s(read_sound(out).samples) == pytest.approx(wanted, abs=0.003)
    found = foley("inspect", clip, "--json").json()
    assert found["duration_s"] == pytest.approx(5.0, abs=0.1)
    assert found["video"]["frames"] == 125
    assert "2 parts were joined" in found["notes"][0]
    assert "starts anew half way" in foley("inspect", clip).out


def test_recordings_that_cannot_be_joined_are_refused_by_every_verb(foley: Foley, knock: Path, tmp_path: Path) -> None:
    one = write_clip(tmp_path / "one.mp4", frames=25, audio=clicks((0.5,), 1))
    joined, out = tmp_path / "joined.mp4", tmp_path / "out.wav"
    joined.write_bytes(one.read_bytes() * 2)
    for given in (("render", joined, "-r", knock, "-o", out), ("events", joined), ("inspect", joined)):
        assert foley(*given).refused("joined.mp4", "another recording follows")
    assert not out.exists()


# Durations


@pytest.mark.parametrize(("name", "sound_s"), [("live.mkv", 4.0), ("recorder.webm", 2.0), ("live.webm", 1.0)])
def test_files_without_a_duration_are_as_long_as_they_play(
    foley: Foley, knock: Path, tmp_path: Path, name: str, sound_s: float
) -> None:
    web = name.endswith("webm")
    clip = write_clip(
        tmp_path / name, frames=50, codec="libvpx" if web else "libx264", audio=clicks((0.3,), sound_s),
        audio_codec="libopus" if web else "aac", options={"live": "1"},
    )  # fmt: skip
    seconds = max(2.0, sound_s)
    found = foley("inspect", clip, "--json").json()
    assert found["duration_s"] == pytest.approx(seconds, abs=0.06)
    assert found["audio"][0]["duration_s"] == pytest.approx(sound_s, abs=0.06)
    out = tmp_path / "out.wav"
    assert foley("render", clip, "-r", knock, "-o", out).code == 0
    assert read_sound(out).duration_s == pytest.approx(seconds, abs=0.06)


# Damaged clocks


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".ts"])
@pytest.mark.parametrize("late", ["picture", "sound"])
def test_a_picture_and_a_sound_a_day_apart_are_refused_before_anything_is_written(
    foley: Foley, knock: Path, tmp_path: Path, suffix: str, late: str
) -> None:
    day = Fraction(86_400)
    clip = write_clip(
        tmp_path / f"day{suffix}", times_s=[n / Fraction(25) + (day if late == "picture" else 0) for n in range(25)],
        frames=25, audio=clicks((0.5,), 1), audio_start_s=day if late == "sound" else 0, audio_codec="aac",
    )  # fmt: skip
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("out.wav", "out.mov"):
        outcome = foley("render", clip, "-r", knock, "-o", folder / name)
        assert outcome.refused(clip.name, "24.0 hours on end"), outcome
    assert not list(folder.iterdir())
    assert foley("inspect", clip).refused(clip.name)
    assert foley("events", clip).refused(clip.name)


def test_a_length_of_weeks_is_cut_to_what_plays(foley: Foley, knock: Path, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "weeks.mp4", frames=50, audio=clicks((0.5,), 2))
    data = bytearray(clip.read_bytes())
    data[data.index(b"stts") + 16] ^= 0x08  # the frames' length: three hours each
    clip.write_bytes(data)
    out = tmp_path / "out.wav"
    outcome = foley("render", clip, "-r", knock, "-o", out)
    assert outcome.code == 0, outcome.err
    assert read_sound(out).duration_s < 6
    assert foley("inspect", clip, "--json").json()["duration_s"] < 6


@pytest.mark.parametrize("seed", range(6))
def test_whatever_bits_are_flipped_no_small_file_becomes_a_large_one(
    foley: Foley, knock: Path, tmp_path: Path, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    suffix = (".mp4", ".mkv", ".ts")[seed % 3]
    clip = write_clip(tmp_path / f"clip{suffix}", frames=25, audio=clicks((0.5,), 1), audio_codec="aac")
    data = bytearray(clip.read_bytes())
    for at in chance.integers(0, len(data), 12).tolist():
        data[at] ^= 1 << int(chance.integers(8))
    clip.write_bytes(data)
    out = tmp_path / "out.wav"
    outcome = foley("render", clip, "-r", knock, "-o", out)
    assert outcome.refused(clip.name) if outcome.code else out.stat().st_size < 4_000_000


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
def test_what_the_writer_refuses_at_its_end_is_said_in_a_sentence(
    foley: Foley, knock: Path, tmp_path: Path, suffix: str
) -> None:
    clip = Shot(frames=30, codec="libx265", codec_options=X265).write(tmp_path / "clip.mp4")
    data = bytearray(clip.read_bytes())
    data[data.index(b"ctts") + 4 + 8 + 8 * 5 + 4] ^= 0x80  # when the fifth run of frames is shown after it is decoded
    clip.write_bytes(data)
    folder = tmp_path / "out"
    folder.mkdir()
    outcome = foley("render", clip, "-r", knock, "-o", folder / f"out{suffix}", "--timing", _one_event(tmp_path))
    assert outcome.refused(f"out{suffix}", "the clip is damaged in a way that"), outcome
    assert not list(folder.iterdir())


def _one_event(folder: Path) -> Path:
    path = folder / "one.json"
    path.write_text('{"version": 1, "events": [{"time_s": 0.5}]}', encoding="utf-8")
    return path


# Frame rates


@pytest.mark.shipped_models
@pytest.mark.parametrize("rate", [8, 25, 60, 240])
def test_picture_timing_proposes_the_same_flashes_at_every_rate(foley: Foley, tmp_path: Path, rate: int) -> None:
    times_s = (1.0, 2.0, 3.5, 5.0)
    still = np.random.default_rng(0).integers(20, 120, (8, 12, 3), np.uint8).repeat(8, axis=0).repeat(8, axis=1)

    def picture(number: int) -> np.ndarray:
        shown = still.copy()
        if any(-1e-6 <= number / rate - at < 0.06 - 1e-6 for at in times_s):
            shown[16:48, 32:64] = 235
        return shown

    clip = write_clip(tmp_path / "box.mp4", frames=6 * rate, rate_fps=Fraction(rate), picture=picture)
    out = tmp_path / "events.json"
    assert foley("events", clip, "--timing", "picture", "-o", out).code == 0
    found = [event.time_s for event in decode_events(out.read_bytes())]
    assert found == pytest.approx(times_s, abs=1 / rate + 0.01)


# Sounds that change on the way


@pytest.mark.parametrize("rates", [(48_000, 44_100), (44_100, 48_000), (48_000, 32_000, 48_000)])
def test_a_track_that_changes_its_rate_times_the_events(
    foley: Foley, knock: Path, tmp_path: Path, rates: tuple[int, ...]
) -> None:
    pieces = [Piece(rate, (0.5, 1.5)) for rate in rates]
    clip, out = write_stream(tmp_path / "broadcast.ts", pieces), tmp_path / "out.wav"
    outcome = foley("render", clip, "-r", knock, "-o", out, "--timing", "guide", "--json")
    assert outcome.code == 0, outcome.err
    assert [event["time_s"] for event in outcome.json()["events"]] == pytest.approx(expected_s(*pieces), abs=0.004)
    (track,) = foley("inspect", clip, "--json").json()["audio"]
    assert (track["rate_hz"], track["silent"]) == (rates[0], False)


@pytest.mark.parametrize("rates", [(48_000, 44_100), (44_100, 48_000)])
def test_recordings_of_two_rates_are_joined(foley: Foley, tmp_path: Path, rates: tuple[int, int]) -> None:
    parts = [write_stream(tmp_path / f"{rate}.ts", [Piece(rate, (0.5, 1.5))]) for rate in rates]
    clip, out = tmp_path / "joined.ts", tmp_path / "events.json"
    clip.write_bytes(b"".join(part.read_bytes() for part in parts))
    outcome = foley("events", clip, "--timing", "guide", "-o", out)
    assert outcome.code == 0, outcome.err
    found = [event.time_s for event in decode_events(out.read_bytes())]
    assert len(found) == 4
    assert [found[1] - found[0], found[3] - found[2]] == pytest.approx([1, 1], abs=0.002)
    assert found[2] == pytest.approx(2.52, abs=0.05)
