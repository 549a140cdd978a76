from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.spectra.mel import PAPER
from foleystudio.engine.varietysound.generation.timbre import mel_of
from foleystudio.errors import FoleyError
from foleystudio.media.picture.video import VideoReader
from foleystudio.training.data.window_files import read_index
from foleystudio.training.experiment.clips import held_out_cases, prepare, window_rows, write_video
from foleystudio.training.experiment.settings import Experiment, Settings
from tests.clips import frame_number, write_clip
from tests.training.experiment.vas_folders import RATE_HZ, write_vas


def _prepared(data: Path, report: Path, seed: int = 0) -> Experiment:
    experiment = Experiment(report, Settings(str(data), "tiny", seed))
    prepare(experiment, 1, lambda *_: None)
    return experiment


def test_two_clips_of_every_class_of_four_are_held_out_by_the_seed(tmp_path: Path) -> None:
    data = write_vas(tmp_path / "vas")
    experiments = [_prepared(data, tmp_path / f"report{seed}", seed) for seed in (0, 1)]
    held_out = [[case.source.video for case in held_out_cases(experiment)] for experiment in experiments]
    assert held_out[0] != held_out[1]
    cases = held_out_cases(experiments[0])
    assert Counter(case.category for case in cases) == {"dog": 2, "drum": 2, "hammer": 2}
    assert len({case.name for case in cases}) == 6
    learnt = {entry.source for entry in read_index(experiments[0].windows).entries if not entry.held_out}
    assert not learnt & {str(case.source.video) for case in cases}
    for case in cases:  # the window is that of the sound
        mel = window_rows(experiments[0], case)["mel"]
        heard = mel_of(case.own.mono(), PAPER, mel.shape[1])
        assert float((mel - heard)[:, 2:-2].abs().max()) < 0.02  # but at its ends, which hear beyond the window


def test_of_a_clip_that_begins_in_silence_the_first_window_that_sounds_is_taken(tmp_path: Path) -> None:
    home = tmp_path / "data" / "dog"
    home.mkdir(parents=True)
    for number in range(2):
        wave = np.zeros(3 * RATE_HZ, np.float32)
        wave[int(2.3 * RATE_HZ) :: 400] = 0.5
        write_clip(home / f"{number}.mkv", frames=75, rate_fps=Fraction(25), size=(120, 64), audio=wave[:, None],
                   audio_rate_hz=RATE_HZ)  # fmt: skip
    experiment = _prepared(tmp_path / "data", tmp_path / "report")
    (case,) = held_out_cases(experiment)
    assert case.first_frame == 44  # the third window of 22 frames, 2.04 s
    heard_s = float(np.flatnonzero(case.own.mono())[0]) / RATE_HZ
    assert heard_s == pytest.approx(2.3 - 2.043, abs=0.03)
    write_video(tmp_path / "video.mp4", case, 0.9)
    with VideoReader(tmp_path / "video.mp4") as reader:
        assert frame_number(reader.frame(0)) == 51  # shown from 2.04 s on
        assert float(reader.frames.duration) == pytest.approx(0.9, abs=0.1)


def test_classes_of_one_clip_cannot_be_parted(tmp_path: Path) -> None:
    data = write_vas(tmp_path / "vas", clips=1)
    with pytest.raises(FoleyError, match="no category of two clips"):
        _prepared(data, tmp_path / "report")


def test_a_clip_that_has_gone_is_named(tmp_path: Path) -> None:
    data = write_vas(tmp_path / "vas", clips=2)
    experiment = _prepared(data, tmp_path / "report")
    gone = held_out_cases(experiment)[0].source.video
    gone.unlink()
    with pytest.raises(FoleyError, match=gone.name):
        held_out_cases(experiment)
