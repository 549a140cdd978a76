from pathlib import Path

import cv2
import pytest
import torch

from foleystudio.errors import FoleyError
from foleystudio.training.run.mel_pictures import side_by_side, write_side_by_side


def test_mels_stand_side_by_side_on_one_scale_with_high_bands_on_top(tmp_path: Path) -> None:
    quiet, loud = torch.zeros(8, 40), torch.zeros(8, 40)
    loud[7] = 1.0  # the highest band
    write_side_by_side(tmp_path / "new" / "mels.png", {"quiet": quiet, "loud": loud})
    picture = cv2.imread(str(tmp_path / "new" / "mels.png"), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    height, width = picture.shape
    left, right = picture[22:, : width // 2 - 4], picture[22:, width // 2 + 4 :]
    assert left.max() == left.min()  # silence is dark in both
    assert right[: height // 16].mean() > 3 * right[height // 2 :].mean()


def test_what_is_no_number_does_not_spoil_a_picture() -> None:
    broken = torch.full((4, 10), float("nan"))
    assert side_by_side({"broken": broken, "whole": torch.rand(4, 10)}).shape[2] == 3
    assert side_by_side({"broken": broken}).any()


def test_a_folder_that_is_none_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "mels.png").mkdir()
    with pytest.raises(FoleyError):
        write_side_by_side(tmp_path / "mels.png", {"a": torch.rand(4, 10)})
