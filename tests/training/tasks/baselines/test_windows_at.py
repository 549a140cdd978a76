from pathlib import Path

import pytest
import torch

from foleystudio.training.data.window_files import Windows
from foleystudio.training.tasks.baselines.windows_at import WindowsAt
from tests.training.clicking_windows import clicking_windows


def _windows(folder: Path) -> WindowsAt:
    clicking_windows(folder, clips=21)
    return WindowsAt(Windows(folder, False), Windows(folder, True), torch.device("cpu"), 3, 7)


def test_batches_are_by_step_and_of_the_training_s_windows(tmp_path: Path) -> None:
    windows = _windows(tmp_path)
    assert len(windows.batch(4)["mel"]) == 3
    assert torch.equal(windows.batch(4)["mel"], windows.batch(4)["mel"])
    assert not torch.equal(windows.batch(4)["mel"], windows.batch(5)["mel"])


def test_means_weigh_windows_alike_however_they_are_read(tmp_path: Path) -> None:
    windows = _windows(tmp_path)
    count = len(windows.held_out)
    sizes: list[int] = []

    def measure(batch: dict[str, torch.Tensor]) -> dict[str, float]:
        sizes.append(len(batch["mel"]))
        return {"level": float(batch["mel"].mean())}

    mean = windows.means(measure)["level"]
    assert sum(sizes) == count == 8
    assert mean == pytest.approx(float(windows.unseen(range(count))["mel"].mean()), abs=1e-4)


def test_it_tells_what_the_features_are(tmp_path: Path) -> None:
    assert _windows(tmp_path).about == {"extractor": "motion", "mel": "paper"}
