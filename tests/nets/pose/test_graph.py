"""Nets of a list of layers: what each layer answers, and lists that are refused."""

from __future__ import annotations

import msgspec
import pytest
import torch
from torch import Tensor

from foleystudio.nets.pose.graph import GraphConfig, GraphNet, Layer

_FIRST = Layer("convolution", (0,), 8, kernel=3, stride=2, padding=1, clipped=True)


def _answered(*layers: Layer, side: int = 16, outputs: tuple[int, ...] | None = None) -> tuple[Tensor, ...]:
    torch.manual_seed(1)
    net = GraphNet(GraphConfig(side, layers, outputs or (len(layers),))).eval()
    with torch.no_grad():
        answers: tuple[Tensor, ...] = net(5 * torch.randn(2, 3, side, side))
    return answers


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Layer("convolution", (1,), 6, kernel=1), (2, 6, 8, 8)),
        (Layer("convolution", (1,), 8, kernel=4, stride=2, padding=1, groups=8), (2, 8, 4, 4)),
        (Layer("sum", (1, 1, 1)), (2, 8, 8, 8)),
        (Layer("concatenation", (1, 1)), (2, 16, 8, 8)),
        (Layer("maximum", (1,), kernel=2), (2, 8, 4, 4)),
        (Layer("unfold", (1,), kernel=2), (2, 2, 16, 16)),
        (Layer("resize", (1,), kernel=2), (2, 8, 16, 16)),
        (Layer("rows", (1,), 4), (2, 128, 4)),
        (Layer("sigmoid", (1,)), (2, 8, 8, 8)),
    ],
)
def test_each_layer_answers_its_shape(layer: Layer, shape: tuple[int, ...]) -> None:
    assert _answered(_FIRST, layer)[0].shape == shape


def test_what_is_clipped_lies_between_0_and_6() -> None:
    (answer,) = _answered(_FIRST)
    assert float(answer.min()) == 0
    (plain,) = _answered(_FIRST, Layer("sum", (1,) * 8))
    assert float(plain.max()) > 6
    (clipped,) = _answered(_FIRST, Layer("sum", (1,) * 8, clipped=True))
    assert float(clipped.max()) == 6


def test_a_square_of_channels_unfolds_by_its_place_first() -> None:
    """Channel n of 4 c is pixel n // c of the square: of four channels and one that comes out, their own order."""
    layers = Layer("convolution", (0,), 8, kernel=1), Layer("unfold", (1,), kernel=2)
    folded, unfolded = _answered(*layers, side=2, outputs=(1, 2))
    assert torch.equal(unfolded[0, 1, :2, :2].reshape(-1), folded[0, 1::2, 0, 0])


def test_rows_go_by_height_width_and_channel() -> None:
    picture, rows = _answered(_FIRST, Layer("rows", (1,), 8), outputs=(1, 2))
    assert torch.equal(rows[0, 8 * 3 + 5], picture[0, :, 3, 5])


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ((Layer("sum", (1, 1)),), "comes later"),
        ((_FIRST, Layer("sum", (0, 1))), "layer 2 does not fit"),
        ((_FIRST, Layer("sum", (1,))), "of several layers"),
        ((_FIRST, Layer("maximum", (0, 1))), "of one layer"),
        ((_FIRST, Layer("rows", (1,), 8), Layer("maximum", (2,), kernel=2)), "of rows"),
        ((_FIRST, Layer("concatenation", (0, 1))), "sizes differ"),
        ((_FIRST, Layer("rows", (1,), 7)), "do not divide"),
        ((_FIRST, Layer("unfold", (1,), kernel=3)), "do not divide"),
        ((Layer("convolution", (0,), 8, groups=2),), "do not divide"),
        ((Layer("maximum", (0,), kernel=7), Layer("maximum", (1,), kernel=7)), "answers nothing"),
        (tuple(Layer("resize", (n,), kernel=7) for n in range(9)), "answers too much"),
    ],
)
def test_layers_that_do_not_fit_are_refused_before_anything_is_computed(layers: tuple[Layer, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        GraphNet(GraphConfig(16, layers, (len(layers),)))


def test_an_output_of_no_layer_is_refused() -> None:
    with pytest.raises(ValueError, match="no layer"):
        GraphConfig(16, (_FIRST,), (2,))


@pytest.mark.parametrize("change", [{"kernel": 99}, {"stride": 0}, {"does": "import"}, {"of": []}, {"channels": 10**9}])
def test_figures_that_a_layer_cannot_have_are_refused_as_it_is_read(change: dict[str, object]) -> None:
    layer = {"does": "convolution", "of": [0], **change}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"side": 16, "layers": [layer], "outputs": [1]}, GraphConfig, strict=True)
