import pytest
import torch

from foleystudio.training.precision import bfloat16_pays


@pytest.mark.parametrize(("has", "pays"), [({"avx512_bf16": True}, True), ({"amx_bf16": True}, True), ({}, False)])
def test_bfloat16_pays_where_the_cpu_has_instructions_for_it(
    monkeypatch: pytest.MonkeyPatch, has: dict[str, bool], pays: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: has)
    assert bfloat16_pays(torch.device("cpu")) is pays


def test_not_on_other_devices() -> None:
    assert bfloat16_pays(torch.device("mps")) is False
