from pathlib import Path

import pytest

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.training.data.examples import ExampleShape, example_of
from foleystudio.training.data.transfer_corpus import CorpusPlan
from foleystudio.training.scenes.performance import draw_sound_scene


@pytest.fixture(scope="session")
def tiny_corpus(tmp_path_factory: pytest.TempPathFactory) -> CorpusPlan:
    """Ten shards of four examples, as `make_corpus` would write them, without its worker processes."""
    import torch
    from safetensors.torch import save_file

    folder: Path = tmp_path_factory.mktemp("corpus")
    plan = CorpusPlan(folder, 10, ExampleShape(STUDIO, frames=20))
    for number in range(plan.shards):
        examples = [example_of(draw_sound_scene(100 * number + i, plan.shape.duration_s), plan.shape) for i in range(4)]
        stacked = {key: torch.stack([e[key] for e in examples]).half().contiguous() for key in examples[0]}
        save_file(stacked, plan.shard(number))
    return plan
