from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file, save_file

from foleystudio.engine.picture.features import MOTION_DIM
from foleystudio.nets.config import PRESETS
from foleystudio.training.data.transfer_corpus import Corpus, CorpusPlan
from foleystudio.training.tasks.transfer import TransferTask, template_of


def _task(plan: CorpusPlan) -> TransferTask:
    torch.manual_seed(0)
    train, held_out = Corpus(plan, held_out=False), Corpus(plan, held_out=True)
    return TransferTask(PRESETS["tiny"], train, held_out, torch.device("cpu"), batch=4, seed=0)


def test_an_untrained_net_stands_at_its_draft(tiny_corpus: CorpusPlan) -> None:
    every = Corpus(tiny_corpus, held_out=False)  # of four scenes a background's grain may decide
    task = TransferTask(PRESETS["tiny"], every, every, torch.device("cpu"), batch=4, seed=0)
    with torch.no_grad():
        figures = task.measure(task.net.eval())
    assert figures["net"] == figures["draft"]
    assert figures["second"] < figures["draft"] < figures["silence"]


def test_the_template_stands_at_the_events(tiny_corpus: CorpusPlan) -> None:
    batch = Corpus(tiny_corpus, held_out=False).take(range(8))
    template = template_of(batch, Corpus(tiny_corpus, held_out=False).mel)
    assert template.shape == batch["target"].shape
    error = (template - batch["target"]).abs().mean()
    moved = (template.roll(17, 2) - batch["target"]).abs().mean()
    assert error < moved


def test_some_steps_lower_the_loss(tiny_corpus: CorpusPlan) -> None:
    task = _task(tiny_corpus)
    optimiser = torch.optim.AdamW(task.net.parameters(), lr=1e-3)
    task.net.train()
    losses = []
    for step in range(12):
        loss, figures = task.loss(step % 2, torch.Generator().manual_seed(step))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(figures["l1"])
    assert sum(losses[-2:]) < sum(losses[:2])


@pytest.fixture(scope="module")
def seen_corpus(tiny_corpus: CorpusPlan, tmp_path_factory: pytest.TempPathFactory) -> CorpusPlan:
    """The tiny corpus with features in which every onset lights a few cells: what a picture at its clearest tells."""
    plan = replace(tiny_corpus, folder=tmp_path_factory.mktemp("seen"), pictures=True)
    lit = torch.zeros(8, MOTION_DIM)
    lit[torch.arange(8).repeat_interleave(40), torch.arange(320)] = 1
    for number in range(plan.shards):
        tensors = load_file(tiny_corpus.shard(number))
        raster = tensors["raster"].float()  # [B, 2, 4 T]
        folded = raster.unflatten(2, (-1, 4)).permute(0, 2, 1, 3).flatten(2)  # [B, T, 8]
        save_file({**tensors, "features": (folded @ lit).half()}, plan.shard(number))
    return plan


def test_timing_is_learnt_from_pictures_and_events_are_read_off_it(seen_corpus: CorpusPlan) -> None:
    task = _task(seen_corpus)
    optimiser = torch.optim.AdamW(task.net.parameters(), lr=4e-3)
    with torch.no_grad():
        before = task.measure(task.net.eval())
    task.net.train()
    for step in range(12):
        loss, figures = task.loss(step % 3, torch.Generator().manual_seed(step))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert figures["head"] < 0.7 * before["head"]
    assert before["picture"] == before["net"]  # untrained, both pass the draft on


def test_the_timing_source_is_drawn_for_every_sample(seen_corpus: CorpusPlan) -> None:
    task = _task(seen_corpus)
    with torch.no_grad():  # an untrained net passes its draft on, whatever the timing
        for weights in task.net.parameters():
            weights.add_(0.02 * torch.randn_like(weights))
    losses = {round(float(task.loss(0, torch.Generator().manual_seed(seed))[0].detach()), 6) for seed in range(4)}
    again = [float(task.loss(0, torch.Generator().manual_seed(7))[0].detach()) for _ in range(2)]
    assert len(losses) > 1
    assert again[0] == again[1]
    loss, _ = task.loss(0, torch.Generator().manual_seed(0))
    loss.backward()
    for name, weights in task.net.named_parameters():
        assert weights.grad is not None, name


def test_a_crop_keeps_pictures_events_and_sounds_together(tiny_corpus: CorpusPlan) -> None:
    train = Corpus(tiny_corpus, held_out=False)
    task = TransferTask(PRESETS["tiny"], train, train, torch.device("cpu"), 4, 0, crop_frames=5)
    whole = train.batch(3, 4, 0)
    whole["features"] = torch.arange(20.0)[None, :, None].expand(4, -1, 2)
    cut = task._cropped(whole, 3)
    first = int(cut["features"][0, 0, 0])
    assert cut["target"].shape[2] == 20
    for key in ("target", "draft", "raster"):
        torch.testing.assert_close(cut[key], whole[key][:, :, 4 * first : 4 * first + 20])
    assert cut["reference"] is whole["reference"]
