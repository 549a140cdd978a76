import pytest
import torch

from foleystudio.engine.picture.features import MOTION_DIM
from foleystudio.training.tasks import timing_augment
from foleystudio.training.tasks.timing_augment import augmented

Batch = dict[str, torch.Tensor]


def batch(count: int = 4, frames: int = 32, at: int = 60) -> Batch:
    features = torch.zeros(count, frames, MOTION_DIM)
    features.view(count, frames, 14, 14, 8)[:, at // 4, 5:9, 5:9] = 1.0
    raster = torch.zeros(count, 2, 4 * frames)
    raster[:, 0, at] = 0.7
    return {"features": features, "raster": raster, "unseen": torch.zeros(count, 4 * frames)}


def test_the_same_seed_gives_the_same_batch() -> None:
    one, other, third = augmented(batch(), 3), augmented(batch(), 3), augmented(batch(), 4)
    assert all(torch.equal(one[key], other[key]) for key in one)
    assert not torch.equal(one["features"], third["features"])


def test_shapes_stay() -> None:
    given = batch()
    assert {k: v.shape for k, v in augmented(given, 0).items()} == {k: v.shape for k, v in given.items()}


@pytest.mark.parametrize("seed", range(12))
def test_labels_stay_on_what_is_seen(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing_augment, "_JOINED", 0.0)
    made = augmented(batch(), seed)
    places = torch.nonzero(made["raster"][:, 0])
    assert len(places) == 4  # 60 of 128 columns: no speed drives it out
    for row, column in places.tolist():
        lively = made["features"][row].view(32, -1).abs().sum(1)
        lively = lively - lively.median()
        assert abs(int(lively.argmax()) - column / 4) <= 1.5


def test_joined_scenes_show_and_sound_both() -> None:
    class All(timing_augment._Dice):
        def uniform(self, low: float, high: float, *shape: int) -> torch.Tensor:
            return torch.zeros(shape)

    one, other = batch(1, at=40), batch(1, at=100)
    grids = torch.cat([one["features"], other["features"]]).view(2, 32, 14, 14, 8).permute(0, 1, 4, 2, 3)
    rasters = torch.cat([one["raster"], other["raster"]])
    grid, raster = timing_augment._joined(grids, rasters, All(torch.Generator(), torch.device("cpu")))
    for row in range(2):
        assert torch.nonzero(raster[row, 0])[:, 0].tolist() == [40, 100]
        assert torch.nonzero(grid[row].abs().sum((1, 2, 3)))[:, 0].tolist() == [10, 25]


def test_strengths_are_kept() -> None:
    made = augmented(batch(), 0)["raster"][:, 0]
    assert made[made > 0].tolist() == pytest.approx([0.7] * 4)


def test_a_given_batch_is_left_alone() -> None:
    given = batch()
    kept = {key: value.clone() for key, value in given.items()}
    augmented(given, 1)
    assert all(torch.equal(given[key], kept[key]) for key in given)


def test_mirroring_turns_sideways_motion_round(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fixed(timing_augment._Dice):
        def uniform(self, low: float, high: float, *shape: int) -> torch.Tensor:
            return torch.full(shape, low if (low, high) == (0, 1) else (low + high) / 2)

    dice = Fixed(torch.Generator(), torch.device("cpu"))
    grid = torch.zeros(1, 2, 8, 14, 14)
    grid[:, :, 0, 7, 2:5] = 1.0
    monkeypatch.setattr(dice, "uniform", lambda low, high, *shape: torch.full(shape, 0.0))
    monkeypatch.setattr(dice, "normal", lambda *shape: torch.zeros(shape))
    placed = timing_augment._placed(grid, dice)
    assert placed[0, 0, 0, 7, 9:12].tolist() == pytest.approx([-1.0] * 3, abs=1e-3)
    assert placed[0, 0, 0, 7, :8].abs().max() < 1e-3


def test_turning_turns_places_and_motion_alike() -> None:
    class QuarterTurn(timing_augment._Dice):
        def uniform(self, low: float, high: float, *shape: int) -> torch.Tensor:
            return torch.full(shape, 0.9 if (low, high) == (0, 1) else 0.0)

        def normal(self, *shape: int) -> torch.Tensor:
            return torch.full(shape, torch.pi / 2 / timing_augment._TURN)

    grid = torch.zeros(1, 2, 8, 14, 14)
    grid[:, :, 0, 6:8, 11:13] = 1.0  # on the right, moving to the right
    placed = timing_augment._placed(grid, QuarterTurn(torch.Generator(), torch.device("cpu")))
    assert placed[0, 0, 1, 1:3, 6:8].flatten().tolist() == pytest.approx([-1.0] * 4, abs=1e-3)  # above, upwards
    assert placed[0, 0, 0].abs().max() < 1e-3
    assert placed[0, 0, 1, 5:].abs().max() < 1e-3


def test_noise_makes_everything_rougher() -> None:
    class Loud(timing_augment._Dice):
        def uniform(self, low: float, high: float, *shape: int) -> torch.Tensor:
            return torch.full(shape, 0.2 if (low, high) == (0, 1) else high)

    filmed = timing_augment._filmed(
        torch.zeros(2, 3, 8, 14, 14), Loud(torch.Generator().manual_seed(1), torch.device("cpu"))
    )
    assert filmed[:, :, 2].min() > 0
    assert filmed[:, :, 0].abs().mean() > 0.01
