from pathlib import Path

import pytest
import torch

from foleystudio.dsp.spectra.mel import PAPER
from foleystudio.engine.picture.features import MOTION_DIM
from foleystudio.training.data import scene_windows
from foleystudio.training.data.scene_windows import WindowKind, make_windows, window_of
from foleystudio.training.data.window_files import Windows
from foleystudio.training.scenes.performance import draw_sound_scene


def test_a_window_holds_the_scene_s_sound_and_events() -> None:
    scene = draw_sound_scene(3, 1.0)
    window = window_of(scene, "paper", 21)
    assert window["mel"].shape == (PAPER.n_bands, 84)
    assert window["raster"].shape == (2, 84)
    onsets = {round(event.time_s * float(PAPER.grid.columns_per_second)) for event in scene.events}
    assert set(window["raster"][0].nonzero().squeeze(1).tolist()) <= onsets
    assert float(window["mel"].max()) > 0.2


def test_files_are_made_once_and_a_tenth_is_held_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):  # as a worker would, without its process
        monkeypatch.setattr(scene_windows, "FILE_WINDOWS", 2)
        scene_windows._write_file((tmp_path / scene_windows._name(number), number, WindowKind("paper", 24)))
    told: list[int] = []
    make_windows(tmp_path, WindowKind("paper", 24), 10, None, 1, lambda done, _total: told.append(done))
    assert not told  # nothing was missing
    seen, unseen = Windows(tmp_path, False), Windows(tmp_path, True)
    assert (len(seen), len(unseen)) == (18, 2)
    mels = torch.cat([seen.take(range(18))["mel"], unseen.take(range(2))["mel"]])
    assert len({tuple(mel.flatten().tolist()) for mel in mels}) > 15  # scenes differ


def test_scenes_with_pictures_give_the_features_of_their_motion() -> None:
    window = WindowKind("paper", 24, pictures=True).draw(5, ())
    assert window["features"].shape == (24, MOTION_DIM)
    assert window["features"].any()
    assert window["mel"].shape == (PAPER.n_bands, 96)
