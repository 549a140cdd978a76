from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.errors import FoleyError
from foleystudio.media.sound.files import write_sound
from foleystudio.training.evaluation.cases import Case, clip_cases, made_cases


def test_made_cases_are_the_same_for_the_same_seed_and_have_events(cases: list[Case]) -> None:
    again = made_cases(1, 3, None, lambda done, total: None)[0]
    assert np.array_equal(again.scene.target, cases[0].scene.target)
    assert all(case.scene.events.events and case.has_second for case in cases)
    assert not np.array_equal(cases[0].scene.target, made_cases(1, 4, None, lambda done, total: None)[0].scene.target)


def _clicks(seconds: float) -> Sound:
    rng = np.random.default_rng(0)
    wave = np.zeros((round(seconds * 44_100), 1), dtype=np.float32)
    for at in range(20_000, len(wave) - 9_000, 40_000):
        wave[at : at + 8_000, 0] += (
            rng.standard_normal(8_000).astype(np.float32) * np.exp(-np.arange(8_000) / 900).astype(np.float32) * 0.3
        )
    return Sound(wave, 44_100)


def test_clips_give_a_stretch_with_events_and_the_rest_as_its_reference(tmp_path: Path) -> None:
    write_sound(tmp_path / "b.wav", _clicks(9.0))
    write_sound(tmp_path / "short.wav", _clicks(2.0))
    write_sound(tmp_path / "silent.wav", Sound(np.zeros((9 * 44_100, 1), np.float32), 44_100))
    (tmp_path / "notes.txt").write_text("no clip")
    skipped: list[str] = []
    (case,) = clip_cases(tmp_path, 10, skipped.append)
    assert case.name == "b"
    assert len(case.scene.target) + len(case.scene.sibling) == 9 * 44_100
    assert len(case.scene.events.events) >= 3
    assert not case.has_second
    assert len(skipped) == 3
    assert any("notes.txt" in reason for reason in skipped)


def test_a_folder_without_clips_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no clip that could be used"):
        clip_cases(tmp_path, 3, lambda reason: None)
    with pytest.raises(FoleyError, match="no such folder"):
        clip_cases(tmp_path / "nowhere", 3, lambda reason: None)
