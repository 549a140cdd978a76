"""Clips of several sound tracks on the command line: what they are, and which of them is the guide."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from av.stream import Disposition

from foleystudio.media.sound.reader import read_sound
from foleystudio.project.events import decode_events
from tests.cli.conftest import Foley
from tests.media.joined import heard_s
from tests.media.tracks import SoundTrack, silence, strikes, write_tracks

FLAGGED = Disposition.default
LATE_S, EARLY_S = (0.8, 1.4), (0.3, 1.1)
MIX = SoundTrack(strikes(EARLY_S, channels=2), "eng", "Full mix")
EMPTY = SoundTrack(silence(channels=2), "deu", "Musik & Effekte")
COMMENTARY = SoundTrack(strikes(LATE_S, pitch_hz=400, gain=0.2), "fra", "Commentaire", Disposition.comment)
SURROUND = SoundTrack(strikes(LATE_S, channels=6), "eng")


def flagged(track: SoundTrack) -> SoundTrack:
    return replace(track, flags=track.flags | FLAGGED)


CASES: dict[str, tuple[list[SoundTrack], int]] = {
    "languages.mkv": ([MIX, EMPTY, COMMENTARY], 1),
    "silent and flagged.mkv": ([MIX, flagged(EMPTY), COMMENTARY], 1),
    "two flagged.mkv": ([EMPTY, flagged(COMMENTARY), flagged(MIX)], 2),
    "flagged surround.mkv": ([COMMENTARY, flagged(SURROUND)], 2),
    "languages.mov": ([MIX, EMPTY, COMMENTARY], 1),
    "one.mkv": ([MIX], 1),
}
"""Name -> the tracks, and which is heard as nobody chooses."""


def tracks_of(foley: Foley, clip: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = foley("inspect", clip, "--json").json()["audio"]
    return found


@pytest.mark.parametrize("name", CASES)
def test_inspect_marks_the_track_that_is_heard(foley: Foley, tmp_path: Path, name: str) -> None:
    tracks, heard = CASES[name]
    clip = write_tracks(tmp_path / name, tracks)
    found = tracks_of(foley, clip)
    assert [track["number"] for track in found] == list(range(1, len(tracks) + 1))
    assert [track["number"] for track in found if track["heard"]] == [heard]
    assert [track["silent"] for track in found] == [not track.samples.any() for track in tracks]
    lines = [line for line in foley("inspect", clip).out.splitlines() if "sound track" in line]
    assert [line.endswith(", heard") for line in lines] == [track["heard"] for track in found]
    out = tmp_path / "events.json"
    assert foley("events", clip, "--timing", "guide", "-o", out).code == 0
    expected = EARLY_S if tracks[heard - 1] is MIX or heard == 1 else LATE_S
    assert [event.time_s for event in decode_events(out.read_bytes())] == pytest.approx(expected, abs=0.003)


def test_inspect_tells_every_track_apart(foley: Foley, tmp_path: Path) -> None:
    tracks = [MIX, flagged(EMPTY), replace(COMMENTARY, rate_hz=44_100), SURROUND]
    found = tracks_of(foley, write_tracks(tmp_path / "clip.mkv", tracks))
    assert [track["language"] for track in found] == ["eng", "deu", "fra", "eng"]
    assert [track["title"] for track in found] == ["Full mix", "Musik & Effekte", "Commentaire", None]
    assert [track["channels"] for track in found] == [2, 2, 1, 6]
    assert [track["layout"] for track in found][:3] == ["stereo", "stereo", "mono"]
    assert [track["rate_hz"] for track in found] == [48_000, 48_000, 44_100, 48_000]
    assert [track["flags"] for track in found] == [[], ["default"], ["comment"], []]
    peak = float(20 * np.log10(np.abs(MIX.samples).max()))
    rms = float(10 * np.log10(np.square(MIX.samples, dtype=np.float64).mean()))
    assert (found[0]["peak_dbfs"], found[0]["rms_dbfs"]) == pytest.approx((peak, rms), abs=0.06)
    assert (found[1]["silent"], found[1]["peak_dbfs"], found[1]["rms_dbfs"]) == (True, None, None)
    (line,) = (line for line in foley("inspect", tmp_path / "clip.mkv").out.splitlines() if "sound track 2" in line)
    assert line.startswith("  sound track 2: pcm_s16le, 48000 Hz, stereo, ")
    assert line.endswith(', deu, "Musik & Effekte", default, silent')


@pytest.mark.parametrize(("number", "expected_s"), [(1, EARLY_S), (3, LATE_S)])
def test_events_come_from_the_track_that_is_named(
    foley: Foley, tmp_path: Path, number: int, expected_s: tuple[float, ...]
) -> None:
    clip, out = write_tracks(tmp_path / "clip.mkv", [MIX, EMPTY, COMMENTARY]), tmp_path / "events.json"
    outcome = foley("events", clip, "--timing", "guide", "--sound-track", number, "-o", out)
    assert outcome.code == 0, outcome.err
    assert [event.time_s for event in decode_events(out.read_bytes())] == pytest.approx(expected_s, abs=0.003)


def test_a_take_follows_the_track_that_is_named(foley: Foley, knock: Path, tmp_path: Path) -> None:
    """Its timing, the level that it is matched to and its ambience."""
    clip = write_tracks(tmp_path / "clip.mkv", [MIX, EMPTY, COMMENTARY])
    peaks = []
    for number, expected_s in ((1, EARLY_S), (3, LATE_S)):
        out = tmp_path / f"{number}.wav"
        outcome = foley(
            "render", clip, "-r", knock, "-o", out, "--timing", "guide", "--match-guide", "whole",
            "--sound-track", number, "--json",
        )  # fmt: skip
        assert outcome.code == 0, outcome.err
        assert [event["time_s"] for event in outcome.json()["events"]] == pytest.approx(expected_s, abs=0.003)
        peaks.append(float(np.abs(read_sound(out).samples).max()))
    assert peaks[0] > 1.5 * peaks[1], "the commentary is the softer one"


def test_the_clips_tracks_are_all_kept_whichever_is_named(foley: Foley, knock: Path, tmp_path: Path) -> None:
    clip, out = write_tracks(tmp_path / "clip.mkv", [MIX, EMPTY, COMMENTARY]), tmp_path / "out.mkv"
    assert foley("render", clip, "-r", knock, "-o", out, "--keep-guide", "--sound-track", 3).code == 0
    found = tracks_of(foley, out)
    assert [track["heard"] for track in found] == [True, False, False, False], "the new sound is the one that is heard"
    assert [track["title"] for track in found[1:]] == ["Full mix", "Musik & Effekte", "Commentaire"]
    assert heard_s(read_sound(out).samples) == pytest.approx(LATE_S, abs=0.003)


def test_a_target_is_measured_by_the_track_that_is_named(foley: Foley, tmp_path: Path) -> None:
    clip = write_tracks(tmp_path / "clip.mkv", [MIX, EMPTY, COMMENTARY])
    made = write_tracks(tmp_path / "made.mkv", [SoundTrack(strikes(LATE_S))], frames=0)
    scores = [foley("measure", clip, made, "--sound-track", number, "--json").json() for number in (1, 3)]
    f1 = [score["onsets"]["f1"] for score in scores]
    assert f1[0] < 0.5 < f1[1]


@pytest.mark.parametrize(
    ("tracks", "number", "words"),
    [([MIX, EMPTY], 3, "only 2"), ([MIX], 2, "only 1"), ([], 1, "nor any other")],
)
def test_a_track_that_does_not_exist_is_refused_in_one_sentence(
    foley: Foley, knock: Path, tmp_path: Path, tracks: list[SoundTrack], number: int, words: str
) -> None:
    clip, out = write_tracks(tmp_path / "clip.mkv", tracks), tmp_path / "out.wav"
    for given in (("render", clip, "-r", knock, "-o", out), ("events", clip), ("events", clip, "--timing", "picture")):
        assert foley(*given, "--sound-track", number).refused(
            "clip.mkv", f"no sound track {number}, {words}", "inspect"
        )
    assert not out.exists()


@pytest.mark.parametrize("number", ["0", "-1", "two"])
def test_what_is_no_number_of_a_track_is_refused(foley: Foley, tmp_path: Path, number: str) -> None:
    clip = write_tracks(tmp_path / "clip.mkv", [MIX, EMPTY])
    assert foley("events", clip, f"--sound-track={number}").refused("--sound-track")


def test_a_silent_track_is_no_guide_but_may_be_named(foley: Foley, knock: Path, tmp_path: Path) -> None:
    clip, out = write_tracks(tmp_path / "clip.mkv", [MIX, EMPTY]), tmp_path / "out.wav"
    assert foley("events", clip, "--timing", "guide", "--sound-track", 2).refused("clip.mkv", "silent")
    outcome = foley("render", clip, "-r", knock, "-o", out, "--sound-track", 2)
    assert outcome.code == 0
    assert "from the picture" in outcome.err
