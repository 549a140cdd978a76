import pytest
import torch

from foleystudio.engine.models import device as computing
from foleystudio.engine.models.device import available_device, bfloat16_pays, select_device


@pytest.mark.parametrize(("has", "pays"), [({"avx512_bf16": True}, True), ({"amx_bf16": True}, True), ({}, False)])
def test_bfloat16_pays_where_the_cpu_has_instructions_for_it(
    monkeypatch: pytest.MonkeyPatch, has: dict[str, bool], pays: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: has)
    assert bfloat16_pays(torch.device("cpu")) is pays


def test_not_on_other_devices() -> None:
    assert bfloat16_pays(torch.device("mps")) is False


def test_a_device_that_fails_gives_way_to_the_cpu_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computing, "available_device", lambda: torch.device("meta"))

    def attempt(net: torch.nn.Module, device: torch.device) -> None:
        raise RuntimeError("out of memory")

    net = torch.nn.Linear(2, 2)
    monkeypatch.setattr(torch.nn.Linear, "to", lambda self, device: self)
    settled, where = select_device(net, attempt)
    assert settled is net
    assert where.device.type == "cpu"
    assert "META" in where.note
    assert "out of memory" in where.note


def test_without_a_gpu_nothing_is_tried() -> None:
    if available_device().type != "cpu":
        pytest.skip("this machine has a GPU")
    _, where = select_device(torch.nn.Linear(2, 2), lambda *_: pytest.fail("tried"))
    assert where.note == ""


def test_a_wish_is_heeded_where_there_is_such_a_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computing, "present_devices", lambda: ("cuda", "cpu"))
    assert available_device().type == "cuda"
    monkeypatch.setenv(computing.WISH, "cpu")
    assert available_device().type == "cpu"
    monkeypatch.setenv(computing.WISH, "mps")
    assert available_device().type == "cuda"
