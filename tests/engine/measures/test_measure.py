from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine import measures
from foleystudio.engine.measures import compare_track_onsets, measure, measure_sounds, speech_embedding
from foleystudio.engine.measures import track_envelope_correlation as track_r
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.sound.files import write_sound
from foleystudio.project.events import Event, EventTrack
from tests.conftest import MakeClip
from tests.dsp.sounds import hits, noise

TIMES = [0.4, 0.9, 1.5, 2.2]


def _sound(times: list[float] = TIMES, seed: int = 0, rate_hz: int = 48_000) -> Sound:
    return Sound(hits(times, 3.0, rate_hz, seed=seed)[:, None], rate_hz, "hits")


def test_a_sound_against_itself_is_perfect() -> None:
    measurement = measure_sounds(_sound(), _sound(), [_sound()], [_tone()])
    assert measurement.onsets.scores.f1 == 1.0
    assert measurement.envelope_r == pytest.approx(1.0)
    assert measurement.e_l1 == 0
    assert measurement.mfcc.score == pytest.approx(1.0)
    assert measurement.mfcc.floor is not None
    assert measurement.mfcc.floor < 0.9
    assert measurement.distortion.aligned_db == pytest.approx(0, abs=1e-4)


def test_the_same_times_at_other_rates_and_channels_are_found() -> None:
    wave = hits(TIMES, 3.0, 44_100, seed=5)
    stereo = Sound(np.stack([wave, wave], axis=1), 44_100)
    measurement = measure_sounds(_sound(), stereo, [])
    assert measurement.onsets.scores.f1 == 1.0
    assert measurement.onsets.lift.f1 is not None
    assert measurement.onsets.lift.f1 > 0.5


def _tone() -> Sound:
    return Sound(np.sin(np.arange(48_000) * 0.02).astype(np.float32)[:, None], 48_000)


@pytest.fixture(autouse=True)
def without_resemblyzer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its seconds a file are spent once, in its own test."""
    monkeypatch.setattr(speech_embedding, "find_spec", lambda name: None)


@pytest.mark.parametrize("length_s", [0.5, 5.0])
def test_a_generated_sound_of_another_length_is_measured_over_the_targets(length_s: float) -> None:
    mono = np.resize(_sound().mono(), round(length_s * 48_000))
    measurement = measure_sounds(_sound(), Sound(mono[:, None], 48_000), [])
    assert measurement.onsets.scores.targets == 4
    assert measurement.onsets.scores.generated == (1 if length_s < 3 else 4)


def test_silence_gets_figures_and_a_note() -> None:
    silence = Sound(np.zeros((48_000, 1), np.float32), 48_000, "silence")
    measurement = measure_sounds(silence, silence, [])
    assert measurement.onsets.scores.f1 is None
    assert measurement.envelope_r is None
    assert any("no onsets" in note for note in measurement.notes)
    assert "-" in measurement.as_text()


def test_files_and_videos(tmp_path: Path, make_clip: MakeClip) -> None:
    clip = make_clip("guide clip.mov", frames=75, audio=_sound().mono())
    take = tmp_path / "täke 1.wav"
    write_sound(take, _sound(seed=4))
    other = tmp_path / "other.wav"
    write_sound(other, Sound(noise(48_000)[:, None], 48_000))
    measurement = measure(clip, take, take, unrelated=[other, take])
    assert measurement.onsets.scores.f1 == 1.0
    assert measurement.references == ("täke 1",)
    # The reference itself is no unrelated sound, so the floor is the other's alone.
    alone = measure(clip, take, take, unrelated=[other])
    assert measurement.mfcc.floor == alone.mfcc.floor is not None


def test_missing_extra_is_said() -> None:
    measurement = measure_sounds(_sound(), _sound(), [])
    assert measurement.resemblyzer is None
    assert any("Resemblyzer is not installed" in note for note in measurement.notes)


def test_bad_files_are_told_in_a_sentence(tmp_path: Path, make_clip: MakeClip) -> None:
    silent = make_clip("no sound.mp4", audio=None)
    take = tmp_path / "take.wav"
    write_sound(take, _sound())
    with pytest.raises(FoleyError, match="no sound"):
        measure(silent, take)
    with pytest.raises(FoleyError, match=r"nowhere\.wav"):
        measure(take, tmp_path / "nowhere.wav")


def test_cancel(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        measure_sounds(_sound(), _sound(), [], cancelled=lambda: True)


def test_progress_rises_to_1() -> None:
    shares: list[float] = []
    measure_sounds(_sound(), _sound(), [], progress=lambda share, stage: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_tracks_are_scored_by_strength_and_on_the_rest() -> None:
    track = EventTrack((Event(0.42, 0.9), Event(0.9, 0.8), Event(1.2, 0.1), Event(2.2, 0.7), Event(7.0, 0.7)))
    whole = compare_track_onsets(_sound(), track).scores
    assert (whole.targets, whole.generated, whole.matched) == (4, 4, 3)
    # 1.2 is the least sure, so the only loss of precision comes with the missed target.
    assert whole.ap_strict == pytest.approx((3 * 1 + 4 / 5) / 4)
    rest = compare_track_onsets(_sound(), track, from_s=1.3).scores
    assert (rest.targets, rest.generated, rest.matched) == (2, 1, 1)


def test_track_envelope_follows_the_sound() -> None:
    right = track_r(_sound(), EventTrack(tuple(Event(t, 0.5) for t in TIMES)))
    wrong = track_r(_sound(), EventTrack(tuple(Event(t + 0.3, 0.5) for t in TIMES)))
    assert right is not None
    assert wrong is not None
    assert right > 0.85 > wrong + 0.3
    assert track_r(_sound(), EventTrack()) is None


def test_the_room_names_its_door() -> None:
    assert all(hasattr(measures, name) for name in measures.__all__)
