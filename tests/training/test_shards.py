from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from foleystudio.errors import FoleyError
from foleystudio.training.shards import ShardedTensors, shard_numbers, write_shard


def test_every_tenth_is_held_out() -> None:
    assert shard_numbers(25, held_out=True) == [9, 19]
    assert sorted(shard_numbers(25, held_out=True) + shard_numbers(25, held_out=False)) == list(range(25))


def test_what_was_written_is_read_back_in_order(tmp_path: Path) -> None:
    files = [tmp_path / "a", tmp_path / "b"]
    for base, file in enumerate(files):
        write_shard(file, [{"x": torch.full((2,), 10.0 * base + n), "y": torch.zeros(1)} for n in range(3)])
    tensors = ShardedTensors(files, ("x",))
    assert len(tensors) == 6
    batch = tensors.take(torch.tensor([1, 4]))
    assert batch.keys() == {"x"}
    assert batch["x"].dtype == torch.float32
    assert batch["x"][:, 0].tolist() == [1.0, 11.0]
    assert ShardedTensors(files).take(torch.tensor([0])).keys() == {"x", "y"}


def test_a_damaged_shard_is_named(tmp_path: Path) -> None:
    file = tmp_path / "shard"
    file.write_bytes(b"no tensors")
    with pytest.raises(FoleyError, match=r"shard.*not a whole shard"):
        ShardedTensors([file])


def test_shards_that_do_not_go_together_are_told(tmp_path: Path) -> None:
    good, wide, odd, few = (tmp_path / f"{name}.safetensors" for name in ("good", "wide", "odd", "few"))
    save_file({"a": torch.zeros(3, 4), "b": torch.zeros(3, 2)}, good)
    save_file({"a": torch.zeros(3, 5), "b": torch.zeros(3, 2)}, wide)
    save_file({"a": torch.full((3, 4), torch.inf), "b": torch.zeros(3, 2)}, odd)
    save_file({"a": torch.zeros(3, 4), "b": torch.zeros(2, 2)}, few)
    assert ShardedTensors([good, good], ("a", "b")).take(torch.arange(6))["a"].shape == (6, 4)
    for file, words in ((wide, "unlike those"), (odd, "not all of it is numbers"), (few, "differ in length")):
        with pytest.raises(FoleyError, match=words):
            ShardedTensors([good, file], ("a", "b"))
    with pytest.raises(FoleyError, match="not a whole shard"):
        ShardedTensors([good], ("a", "c"))
