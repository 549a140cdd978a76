import pytest
import torch

from foleystudio.nets.config import ResamplingConfig
from foleystudio.nets.varietysound.resampling import RandomResampling


def _resampling() -> RandomResampling:
    return RandomResampling(ResamplingConfig()).train()


def _seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _segment_ends(batch: int, columns: int, generator: torch.Generator) -> torch.Tensor:
    """Where the segments of 19 to 31 columns end that a draw begins with: [B, segments]."""
    lengths = torch.randint(19, 32, (batch, columns // 19 + 1), generator=generator)
    return lengths.cumsum(1)


def _segment_of(columns: torch.Tensor, ends: torch.Tensor) -> torch.Tensor:
    return torch.searchsorted(ends, columns, right=True)


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


@pytest.mark.parametrize("columns", [1, 2, 19, 60, 861])
def test_every_source_column_lies_inside_one_segment(columns: int) -> None:
    source = _resampling().draw(8, columns, "cpu", _seeded(4))
    assert source.shape == (8, columns)
    ends = _segment_ends(8, columns, _seeded(4))
    before, after = source.floor().long(), source.ceil().long()  # the two columns that are interpolated between
    assert before.min() >= 0
    assert after.max() < columns
    assert _segment_of(before, ends).equal(_segment_of(after, ends))


def test_a_segment_is_read_forwards_at_one_pace_and_segments_in_another_order() -> None:
    columns = 861
    source = _resampling().draw(8, columns, "cpu", _seeded(4))
    segments = _segment_of(source.floor().long(), _segment_ends(8, columns, _seeded(4)))
    step = source.diff(dim=1)
    within = segments.diff(dim=1) == 0
    assert bool((step[within] >= 0).all())  # 0 where a stretched segment ends
    assert float(step[within].max()) <= 1 / 0.5 + 1e-3
    assert not bool((segments.diff(dim=1) >= 0).all())  # shuffled
    for row in range(8):
        paces = [step[row][within[row] & (segments[row, 1:] == number)] for number in segments[row].unique()]
        whole = [pace for pace in paces if len(pace) > 9]
        # Where a segment ends its last column is held; a segment may come twice, when the whole begins again.
        assert all(int(((pace - pace.median()).abs() > 1e-3).sum()) <= 4 for pace in whole)
        usual = [float(pace.median()) for pace in whole]
        assert 1 / 1.5 - 1e-3 < min(usual) < 0.9
        assert 1.1 < max(usual) < 1 / 0.5 + 1e-3


def test_without_the_shuffle_segments_keep_their_order_and_their_draws() -> None:
    columns = 861
    source = RandomResampling(ResamplingConfig(shuffle=False)).train().draw(8, columns, "cpu", _seeded(4))
    ends = _segment_ends(8, columns, _seeded(4))
    segments = _segment_of(source.floor().long(), ends)
    again = source.diff(dim=1) < -columns / 2  # the whole begins again
    assert bool(((segments.diff(dim=1) >= 0) | again).all())
    assert int(segments[:, 0].max()) == 0


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
