from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip import open_clip
from foleystudio.engine.exemplar.references import trim
from foleystudio.engine.takes.sources import reference_cache
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds, peak_outline
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.reader import read_sound
from foleystudio.progress import heeding
from tests.conftest import MakeClip
from tests.gui.conftest import hits


def test_a_file_is_read_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, reads = tmp_path / "a.wav", list[Path]()
    real = read_sound

    def counted(path: Path, **how: Any) -> Sound:
        reads.append(path)
        return real(path, **how)

    monkeypatch.setattr(reference_cache, "read_sound", counted)
    write_sound(path, Sound(hits((0.1,), 0.5), 48_000))
    sounds = ReferenceSounds()
    assert sounds.sound(path) is sounds.sound(path)
    assert len(reads) == 1
    write_sound(path, Sound(hits((0.1,), 0.7), 48_000))
    assert len(sounds.sound(path)) == round(0.7 * 48_000)


def test_a_clip_may_be_a_reference_and_a_background(make_clip: MakeClip) -> None:
    opened = open_clip(make_clip("clip.mov", frames=50, audio=hits()))
    sounds = ReferenceSounds()
    assert sounds.background(opened) is sounds.background(opened), "an edit can be told by it from another background"
    assert sounds.background(opened) is not sounds.sound(opened.path)


def test_facts_describe_and_outline(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_sound(path, Sound(hits((0.1, 0.5, 0.9), 1.3), 48_000))
    facts = ReferenceSounds().facts(path)
    assert facts.about == "1.30 s, 3 hits"
    assert facts.peaks.shape == (400,)
    assert facts.peaks.max() == pytest.approx(0.7, abs=0.05)


def test_that_only_a_minute_of_a_long_sound_is_used_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.wav"
    write_sound(path, Sound(hits((0.1, 0.5, 0.9), 1.3), 48_000))
    assert not ReferenceSounds().facts(path).notes
    monkeypatch.setattr(trim, "ANALYSED_S", 0.5)
    (note,) = ReferenceSounds().facts(path).notes
    assert note == "long.wav: only 0.5 seconds from its first sound on are used."


@pytest.mark.parametrize("problem", ["gone", "silent", "text"])
def test_what_cannot_be_used_is_said(tmp_path: Path, problem: str) -> None:
    path = tmp_path / "a.wav"
    if problem == "silent":
        write_sound(path, Sound(np.zeros((9600, 1), np.float32), 48_000))
    elif problem == "text":
        path.write_text("no sound at all")
    with pytest.raises(FoleyError):
        ReferenceSounds().facts(path)


def test_an_outline_of_few_samples_still_has_its_length() -> None:
    assert peak_outline(Sound(np.full((3, 2), 0.5, np.float32), 8000)).shape == (400,)
    assert peak_outline(Sound(np.zeros((0, 1), np.float32), 8000)).max() == 0


class Impatient:
    """A cancel callback that is pressed at the n-th time it is asked; counts, and notes who asked."""

    def __init__(self, at: int | None = None) -> None:
        self.at, self.asked, self.askers = at, 0, set[str]()

    def __call__(self) -> bool:
        self.asked += 1
        names = [frame.name for frame in reversed(traceback.extract_stack(limit=8))]
        self.askers.add(names[names.index("heed") + 1] if "heed" in names else "")
        return self.asked == self.at


def test_all_the_way_through_a_long_reference_it_asks_whether_to_go_on(tmp_path: Path) -> None:
    path = tmp_path / "steps.wav"
    write_sound(path, Sound(hits(tuple(np.arange(0.5, 40, 0.7)), 40.0), 44_100))
    impatient = Impatient()
    with heeding(impatient):
        whole = ReferenceSounds().facts(path)
    reading, outline, analysis, speech = {"_frames", "_joined"}, {"_peak"}, {"magnitudes", "cell_powers"}, {"_answers"}
    assert impatient.askers >= reading | outline | analysis | speech
    assert impatient.asked > 40 * 20
    sounds = ReferenceSounds()
    for at in np.linspace(1, impatient.asked, 12).astype(int).tolist():
        with heeding(Impatient(at)), pytest.raises(CancelledError):
            ReferenceSounds().facts(path)
    again = sounds.facts(path)
    assert (again.about, again.kind) == (whole.about, whole.kind)
    assert np.array_equal(again.peaks, whole.peaks)
