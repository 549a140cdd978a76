import torch

from foleystudio.nets.config import ResamplingConfig
from foleystudio.nets.resampling import RandomResampling


def _resampling() -> RandomResampling:
    return RandomResampling(ResamplingConfig()).train()


def _seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_keeps_shapes_and_repeats_by_seed() -> None:
    x, c = torch.randn(3, 4, 200), torch.randn(3, 7, 200)
    first = _resampling()(x, c, generator=_seeded(1))
    again = _resampling()(x, c, generator=_seeded(1))
    other = _resampling()(x, c, generator=_seeded(2))
    assert [t.shape for t in first] == [x.shape, c.shape]
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not torch.equal(first[0], other[0])


def test_is_off_outside_training() -> None:
    x = torch.randn(1, 2, 50)
    assert _resampling().eval()(x)[0] is x


def test_streams_share_the_draw_and_samples_do_not() -> None:
    x = torch.randn(1, 1, 300).expand(2, 1, 300)
    a, b = _resampling()(x, 2 * x, generator=_seeded(3))
    assert torch.allclose(2 * a, b)
    assert not torch.allclose(a[0], a[1])


def test_every_source_column_lies_inside_and_inside_one_segment() -> None:
    for columns in (1, 2, 19, 60, 861):
        source = _resampling().draw(8, columns, "cpu", _seeded(4))
        assert source.shape == (8, columns)
        assert source.min() >= 0
        assert source.max() <= columns - 1


def test_destroys_timing_and_keeps_the_long_term_spectrum() -> None:
    generator = _seeded(5)
    mel = torch.rand(32, 8, 800, generator=generator) * torch.linspace(0.1, 1, 8)[None, :, None]
    pulses = (torch.rand(32, 1, 800, generator=generator) > 0.97).float()
    mel = mel + 5 * pulses * torch.linspace(1, 0.2, 8)[None, :, None]
    (out,) = _resampling()(mel, generator=generator)

    def correlation(a: torch.Tensor, b: torch.Tensor) -> float:
        a, b = a - a.mean(-1, keepdim=True), b - b.mean(-1, keepdim=True)
        return float(((a * b).sum(-1) / (a.norm(dim=-1) * b.norm(dim=-1))).mean())

    assert abs(correlation(mel.mean(1), out.mean(1))) < 0.1  # timing: gone
    assert correlation(mel.mean(2), out.mean(2)) > 0.98  # spectrum: kept
