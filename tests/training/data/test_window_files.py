import json
import tracemalloc
from pathlib import Path

import pytest
import torch

from foleystudio.dsp.spectra.mel import PAPER
from foleystudio.errors import FoleyError
from foleystudio.training.data.window_files import (
    Index,
    IndexEntry,
    Windows,
    read_index,
    write_index,
    write_windows,
)


def _folder(folder: Path, counts: tuple[int, ...], marked: tuple[int, ...] = ()) -> Path:
    for clip, count in enumerate(counts):
        rows = [{"mel": torch.full((80, 8), clip + row / 100), "raster": torch.zeros(2, 8)} for row in range(count)]
        write_windows(folder / f"{clip}.safetensors", rows)
    entries = (IndexEntry(f"{i}.safetensors", n, held_out=i in marked) for i, n in enumerate(counts))
    write_index(folder, Index("paper", 2, entries=tuple(entries)))
    return folder


def _clips(windows: Windows) -> set[int]:
    return set(windows.take(range(len(windows)))["mel"][:, 0, 0].int().tolist())


def test_no_clip_is_in_both_parts(tmp_path: Path) -> None:
    folder = _folder(tmp_path, (2,) * 12)
    assert _clips(Windows(folder, True)) == {9}
    assert _clips(Windows(folder, False)) == set(range(12)) - {9}


def test_few_clips_and_marked_clips_and_one_clip(tmp_path: Path) -> None:
    few, marked, one = (tmp_path / name for name in ("few", "marked", "one"))
    for folder in (few, marked, one):
        folder.mkdir()
    assert _clips(Windows(_folder(few, (1, 1, 1)), True)) == {2}
    assert _clips(Windows(_folder(marked, (1, 1, 1), marked=(0,)), True)) == {0}
    _folder(one, (12,))
    seen, unseen = Windows(one, False), Windows(one, True)
    assert (len(seen), len(unseen)) == (11, 1)
    assert float(unseen.take([0])["mel"][0, 0, 0]) == pytest.approx(0.11, abs=1e-3)


def test_batches_are_the_same_for_the_same_step_and_hold_float32(tmp_path: Path) -> None:
    windows = Windows(_folder(tmp_path, (3,) * 5), False)
    assert windows.mel is PAPER
    batch = windows.batch(7, 4, seed=1)
    assert batch["mel"].shape == (4, 80, 8)
    assert batch["mel"].dtype == torch.float32
    assert torch.equal(batch["mel"], windows.batch(7, 4, seed=1)["mel"])
    assert not torch.equal(batch["mel"], windows.batch(8, 4, seed=1)["mel"])


def test_an_index_that_an_editor_has_marked_is_read(tmp_path: Path) -> None:
    index = _folder(tmp_path, (1, 1)) / "index.json"
    before = read_index(tmp_path)
    index.write_text(index.read_text("utf-8"), encoding="utf-8-sig")
    assert read_index(tmp_path) == before


def test_damage_is_told_clearly(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="holds no prepared windows"):
        read_index(tmp_path)
    _folder(tmp_path, (1, 1))
    file = tmp_path / "0.safetensors"
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(FoleyError, match="missing or damaged"):
        Windows(tmp_path, False).take([0])
    file.unlink()
    with pytest.raises(FoleyError, match="missing or damaged"):
        Windows(tmp_path, False).take([0])
    index = tmp_path / "index.json"
    index.write_text(index.read_text().replace('"version": 1', '"version": 9'))
    with pytest.raises(FoleyError, match="another version"):
        read_index(tmp_path)
    index.write_text("{")
    with pytest.raises(FoleyError, match="cannot be read"):
        read_index(tmp_path)
    write_index(tmp_path, Index("paper", 2))
    with pytest.raises(FoleyError, match="holds no windows"):
        Windows(tmp_path, False)


@pytest.mark.parametrize(
    "spoil",
    [
        {"windows": 10**9}, {"windows": -1}, {"windows": 1e300}, {"file": "../outside.safetensors"},
        {"file": "/etc/passwd"}, {"file": "a/b.safetensors"}, {"file": ".."}, {"file": ""}, {"file": "a\nb"},
        {"file": "\u001b[2J.safetensors"}, {"file": None}, {"held_out": "perhaps"},
    ],
    ids=str,
)  # fmt: skip
def test_an_index_that_claims_too_much_or_names_a_file_elsewhere_is_damaged(
    tmp_path: Path, spoil: dict[str, object]
) -> None:
    path = _folder(tmp_path, (1, 1)) / "index.json"
    index = json.loads(path.read_text("utf-8"))
    index["entries"][0].update(spoil)
    path.write_text(json.dumps(index), "utf-8")
    with pytest.raises(FoleyError, match="cannot be read"):
        Windows(tmp_path, False)


def test_many_windows_take_no_memory_before_they_are_drawn(tmp_path: Path) -> None:
    entries = tuple(IndexEntry(f"{n}.safetensors", 4096) for n in range(2000))
    write_index(tmp_path, Index("paper", 2, entries=entries))
    tracemalloc.start()
    windows = Windows(tmp_path, False)
    assert len(windows) == 1800 * 4096
    assert tracemalloc.get_traced_memory()[0] < 10 << 20
    tracemalloc.stop()


@pytest.mark.parametrize(
    "rows",
    [
        {"mel": torch.zeros(80, 9), "raster": torch.zeros(2, 8)},
        {"mel": torch.full((80, 8), torch.nan), "raster": torch.zeros(2, 8)},
        {"mel": torch.zeros(80, 8)},
        {"mel": torch.zeros(640), "raster": torch.zeros(2, 8)},
    ],
)
def test_windows_of_another_shape_or_of_no_numbers_are_damaged(tmp_path: Path, rows: dict[str, torch.Tensor]) -> None:
    _folder(tmp_path, (1,))
    write_windows(tmp_path / "0.safetensors", [rows])
    with pytest.raises(FoleyError, match="missing or damaged"):
        Windows(tmp_path, False).take([0])
