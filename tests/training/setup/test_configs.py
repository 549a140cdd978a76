import pytest

from foleystudio.training.setup.configs import computing_device, training_config


@pytest.mark.parametrize(("steps", "warm_up"), [(10, 1), (1000, 51), (50_000, 500)])
def test_a_twentieth_of_the_steps_warms_up(steps: int, warm_up: int) -> None:
    config = training_config(steps, 8, 1e-3, 3, 100)
    assert (config.steps, config.batch, config.rate, config.seed) == (steps, 8, 1e-3, 3)
    assert config.warm_up == warm_up
    assert not config.mixed_precision or computing_device().type in ("cpu", "cuda", "mps")
