from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine import clip as clip_module
from foleystudio.engine.clip import background_of, has_guide, open_clip
from foleystudio.engine.exemplar.references.trim import ANALYSED_S
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.sound.files import write_sound
from tests.conftest import MakeClip
from tests.guides import guide_of

RATE = 48_000


def tone(seconds: float, level: float = 0.3) -> np.ndarray:
    return (level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def test_knows_frames_and_duration(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("a clip – ünï.mp4", frames=30, rate_fps=Fraction(30000, 1001)))
    assert len(clip.frames) == 30
    assert clip.duration_s == pytest.approx(30 * 1001 / 30000)
    assert clip.name == "a clip – ünï"


def test_lasts_to_the_end_of_its_longest_stream(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("a.mov", frames=25, audio=tone(2.0)))
    assert clip.duration_s == pytest.approx(2.0, abs=1e-3)


def test_copies_share_a_hash_and_other_clips_do_not(make_clip: MakeClip) -> None:
    one = make_clip("one.mp4", frames=5)
    copy = one.with_name("copy.mp4")
    copy.write_bytes(one.read_bytes())
    assert open_clip(one).hash == open_clip(copy).hash != open_clip(make_clip("two.mp4", frames=6)).hash


def test_guide_is_the_clips_own_sound_from_its_start(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("a.mov", frames=50, audio=tone(1.0), audio_start_s=Fraction(1, 2)))
    guide = guide_of(clip)
    assert has_guide(clip)
    assert guide is not None
    assert guide.rate_hz == RATE
    np.testing.assert_allclose(guide.samples[: RATE // 2], 0, atol=1e-6)
    np.testing.assert_allclose(guide.samples[RATE // 2 : RATE, 0], tone(1.0)[: RATE // 2], atol=1e-4)


def test_silent_and_missing_sound_are_no_guide(make_clip: MakeClip) -> None:
    without = open_clip(make_clip("without.mp4"))
    silent = open_clip(make_clip("silent.mov", audio=np.zeros(RATE, np.float32)))
    dither = open_clip(make_clip("dither.mov", audio=tone(1.0, level=1e-4)))
    for clip in (without, silent, dither):
        assert not has_guide(clip)
        assert guide_of(clip) is None


def test_a_guide_that_could_not_be_read_for_a_moment_is_heard_again(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("away.mov", audio=tone(1.0, level=0.2)))
    away = clip.path.rename(clip.path.with_name("elsewhere.mov"))
    assert not has_guide(clip)
    away.rename(clip.path)
    assert has_guide(clip)


def test_a_quiet_guide_counts(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("quiet.mov", audio=tone(1.0, level=1e-3)))
    assert has_guide(clip)
    assert guide_of(clip) is not None


def test_of_a_long_guide_only_so_much_is_held_for_the_ambience(
    make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = (0.1 * np.random.default_rng(3).standard_normal(8 * RATE)).astype(np.float32)
    sound[: 4 * RATE] = 0.0
    opened = open_clip(make_clip("long.mov", frames=25, audio=sound))
    monkeypatch.setattr(clip_module, "LONGEST_BACKGROUND_S", 2.0)
    guide = background_of(opened)
    assert len(guide) == 2 * RATE
    assert np.count_nonzero(guide.samples) > 0.2 * len(guide), "from where it begins to sound"


def test_of_the_ambience_no_more_is_read_than_is_used_and_that_can_be_cancelled(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("long.mov", frames=25, audio=np.tile(tone(1.0), 80)))
    assert ANALYSED_S <= background_of(clip).duration_s < ANALYSED_S + 5
    with pytest.raises(CancelledError):
        background_of(clip, cancelled=lambda: True)


@pytest.mark.parametrize("audio", [None, np.zeros(RATE, np.float32)])
def test_a_clip_that_cannot_be_heard_has_no_ambience(make_clip: MakeClip, audio: np.ndarray | None) -> None:
    with pytest.raises(FoleyError, match="no sound to take the ambience from"):
        background_of(open_clip(make_clip("still.mov", frames=25, audio=audio)))


def test_a_sound_file_is_no_clip(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    write_sound(path, Sound(tone(0.5)[:, None], RATE))
    with pytest.raises(FoleyError, match="no picture"):
        open_clip(path)


@pytest.mark.parametrize("content", [b"", bytes(range(256)) * 20])
def test_files_that_are_no_media_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.mp4"
    path.write_bytes(content)
    with pytest.raises(FoleyError, match=r"bad\.mp4"):
        open_clip(path)


def test_can_be_cancelled(make_clip: MakeClip) -> None:
    with pytest.raises(CancelledError):
        open_clip(make_clip("a.mp4"), cancelled=lambda: True)
