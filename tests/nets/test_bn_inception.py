import torch

from foleystudio.nets.bn_inception import FEATURES, TABLE, BNInception, from_published_names


def _published(name: str) -> str:
    """This net's names as others write them."""
    place, *rest = name.split(".")
    norm = "_bn" if rest[-2] == "norm" else ""
    if place == "stem":
        return f"module.base_model.{rest[0]}{norm}.{rest[-1]}"
    return f"module.base_model.inception_{rest[0]}_{rest[2]}{norm}.{rest[-1]}"


def test_widths_and_sizes_are_those_of_the_published_table() -> None:
    widths, width = [], 192
    for figures in TABLE.values():
        width = figures.width(width)
        widths.append(width)
    assert widths == [256, 320, 576, 576, 576, 608, 608, 1056, 1024, 1024]
    net = BNInception().eval()
    sizes = []
    for block in net.blocks.values():
        block.register_forward_hook(lambda _net, _given, out: sizes.append(out.shape[2]))
    with torch.no_grad():
        assert net(torch.zeros(1, 3, 224, 224)).shape == (1, FEATURES)
    assert sizes == [28, 28, 14, 14, 14, 14, 14, 7, 7, 7]
    # The published net has 11.3 million with its 1000-way classifier (1.0 million).
    assert 10.2e6 < sum(p.numel() for p in net.parameters()) < 10.4e6


def test_flow_stacks_have_two_channels_a_pair() -> None:
    with torch.no_grad():
        assert BNInception(10).eval()(torch.zeros(2, 10, 64, 64)).shape == (2, FEATURES)


def test_weights_under_published_names_are_taken() -> None:
    torch.manual_seed(0)
    source, other = BNInception().eval(), BNInception().eval()
    published = {_published(name): tensor for name, tensor in source.state_dict().items()}
    assert "module.base_model.inception_4e_double_3x3_2_bn.running_mean" in published
    assert "module.base_model.conv2_3x3_reduce.weight" in published
    other.load_state_dict(from_published_names({**published, "module.new_fc.weight": torch.zeros(5, 1024)}))
    pictures = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(source(pictures), other(pictures))
    own = source.state_dict()
    assert from_published_names(own).keys() == own.keys()
