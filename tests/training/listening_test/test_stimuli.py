from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.media.picture.video import VideoReader
from foleystudio.media.probe import probe
from foleystudio.media.sound.levels.loudness import Loudness, measure_loudness
from foleystudio.media.sound.reader import read_sound
from foleystudio.timebase import FrameTimes
from foleystudio.training.listening_test.design import Role, Stimulus
from foleystudio.training.listening_test.sources import Case
from foleystudio.training.listening_test.stimuli import (
    LOUDNESS_LUFS,
    SOFTEST_LUFS,
    common_loudness,
    part_of,
    real_sound,
    shifted,
    write_stimuli,
)
from tests.clips import frame_number, write_clip
from tests.training.listening_test.made import RATE_HZ, made_source, struck


def written(tmp_path: Path, case: Case, cases: dict[str, Case], *stimuli: Stimulus) -> dict[Stimulus, Path]:
    names = write_stimuli(cases, case, {each: f"name{n}" for n, each in enumerate(stimuli)}, tmp_path)
    return {each: tmp_path / name for each, name in names.items()}


def first_loud_s(path: Path) -> float:
    sound = read_sound(path)
    mono = np.abs(sound.mono())
    return int(np.argmax(mono > 0.2 * mono.max())) / sound.rate_hz


def test_sounds_of_a_case_are_equally_loud_and_in_any_browsers_formats(tmp_path: Path) -> None:
    source = made_source(tmp_path / "systems")
    cases = {case.name: case for case in source.cases}
    seen = [Stimulus("bell-1", what, True) for what in (":good", ":poor", Role.REAL)] + [
        Stimulus("bell-1", Role.WRONG, True, "wood-1")
    ]
    heard = [Stimulus("bell-1", what, False) for what in (":good", ":poor", Role.REFERENCE)]
    files = written(tmp_path, cases["bell-1"], cases, *seen, *heard)
    for group in (seen, heard):
        levels = [measure_loudness(files[each]).integrated_lufs for each in group]
        assert max(levels) - min(levels) < 0.5
        assert max(levels) < LOUDNESS_LUFS + 0.5
    for each in seen:
        clip = probe(files[each])
        assert clip.video is not None
        assert (clip.video.codec, clip.video.pixel_format) == ("h264", "yuv420p")
        assert [stream.codec for stream in clip.audio] == ["aac"]
        assert float(clip.duration_s) == pytest.approx(0.48, abs=0.03)
        assert files[each].stat().st_mtime == 0
    assert {files[each].suffix for each in heard} == {".flac"}


def test_anchors_are_early_and_late_by_200_ms(tmp_path: Path) -> None:
    sound = np.concatenate([np.zeros((RATE_HZ // 2, 1), np.float32), struck(600.0)])
    clip = write_clip(tmp_path / "clip.mp4", frames=30, audio=sound)
    case = Case("clip", "clip", clip, {})
    what = [Stimulus("clip", role, True) for role in (Role.REAL, Role.EARLY, Role.LATE)]
    real, early, late = (first_loud_s(path) for path in written(tmp_path, case, {"clip": case}, *what).values())
    assert early == pytest.approx(real - 0.2, abs=0.003)
    assert late == pytest.approx(real + 0.2, abs=0.003)


def test_a_part_of_a_clip_has_its_own_picture_and_sound(tmp_path: Path) -> None:
    sound = np.concatenate([np.zeros((RATE_HZ // 2, 1), np.float32), struck(600.0)])
    clip = write_clip(tmp_path / "clip.mp4", frames=30, audio=sound)
    case = Case("clip", "clip", clip, {}, start_s=0.4, duration_s=0.4)
    (part,) = written(tmp_path, case, {"clip": case}, Stimulus("clip", Role.REAL, True)).values()
    assert first_loud_s(part) == pytest.approx(0.2, abs=0.01)
    with VideoReader(part) as reader:
        assert [frame_number(reader.frame(n)) for n in (0, 9)] == [10, 19]
        assert len(reader) == 10


def test_frames_of_a_part_begin_with_the_one_that_is_shown() -> None:
    frames = FrameTimes(np.array([0, 4, 8, 12]), Fraction(1, 100), 16)
    start, part = part_of(frames, Fraction(6, 100), None)
    assert (start, part.pts.tolist(), part.end_pts) == (1, [0, 2, 6], 10)
    assert len(part_of(frames, Fraction(1), None)[1]) <= 1


def test_shifting_keeps_the_length() -> None:
    sound = Sound(np.arange(1, 6, dtype=np.float32)[:, None], RATE_HZ)
    for by, expected in (
        (2, [0, 0, 1, 2, 3]),
        (-2, [3, 4, 5, 0, 0]),
        (0, [1, 2, 3, 4, 5]),
        (9, [0] * 5),
        (-9, [0] * 5),
    ):
        assert shifted(sound, by).samples[:, 0].tolist() == expected


def test_the_loudness_that_all_can_have() -> None:
    assert common_loudness([Loudness(-20, -5), Loudness(-40, -30)]) == LOUDNESS_LUFS
    assert common_loudness([Loudness(-20, -5), Loudness(-30, -2)]) == pytest.approx(-29)  # peaks 28 dB above
    assert common_loudness([Loudness(-50, -2)]) == SOFTEST_LUFS
    assert common_loudness([Loudness(-np.inf, -np.inf)]) == LOUDNESS_LUFS


def test_silent_clips_have_no_real_recording(tmp_path: Path) -> None:
    mute = write_clip(tmp_path / "mute.mp4", frames=10)
    silent = write_clip(tmp_path / "silent.mp4", frames=10, audio=np.zeros((RATE_HZ, 1), np.float32))
    assert real_sound(Case("a", "a", mute, {})) is None
    assert real_sound(Case("a", "a", silent, {})) is None
    sound = real_sound(Case("a", "a", mute, {}, real=write_clip(tmp_path / "b.wav", frames=0, audio=struck(300))))
    assert sound is not None
    assert sound.channels == 2
