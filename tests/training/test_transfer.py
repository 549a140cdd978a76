import torch

from foleystudio.nets.config import PRESETS
from foleystudio.training.corpus import Corpus, CorpusPlan
from foleystudio.training.transfer import TransferTask, template_of


def _task(plan: CorpusPlan) -> TransferTask:
    torch.manual_seed(0)
    train, held_out = Corpus(plan, held_out=False), Corpus(plan, held_out=True)
    return TransferTask(PRESETS["tiny"], train, held_out, torch.device("cpu"), batch=4, seed=0)


def test_an_untrained_net_stands_at_its_draft(tiny_corpus: CorpusPlan) -> None:
    task = _task(tiny_corpus)
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
