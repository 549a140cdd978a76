from pathlib import Path

import numpy as np
import pytest

from foleystudio.media.npy_rows import map_rows, write_rows


def test_rows_come_back_and_a_cut_file_is_noticed(tmp_path: Path) -> None:
    rows = np.arange(12, dtype=np.float16).reshape(4, 3)
    path = tmp_path / "rows.npy"
    write_rows(path, iter(rows), 4, 3)
    assert np.array_equal(map_rows(path), rows)
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises((OSError, ValueError)):
        map_rows(path)
