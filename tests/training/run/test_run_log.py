import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from foleystudio.errors import FoleyError
from foleystudio.training.run.run_log import LOG_NAME, RunLog, read_log


def test_rows_are_kept_and_reported(tmp_path: Path) -> None:
    said: list[str] = []
    log = RunLog(tmp_path)
    log.write({"step": 1, "loss": 0.5}, said.append)
    log.write({"step": 2, "held_out": {"l1": 0.1}}, said.append)
    assert read_log(tmp_path) == [{"step": 1, "loss": 0.5}, {"step": 2, "held_out": {"l1": 0.1}}]
    assert said[0] == '{"step": 1, "loss": 0.5}'
    log.forget_after(1)
    assert [row["step"] for row in read_log(tmp_path)] == [1]


def test_tensorboard_that_is_not_there_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard.writer", None)
    with pytest.raises(FoleyError, match="pip install tensorboard"):
        RunLog(tmp_path, tensorboard=True)


def test_tensorboard_gets_every_figure_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import ModuleType

    told: list[tuple[str, float, int]] = []

    class SummaryWriter:
        def __init__(self, folder: str) -> None:
            assert folder == str(tmp_path)

        def add_scalar(self, name: str, value: float, step: int) -> None:
            told.append((name, value, step))

        def flush(self) -> None:
            pass

    module = SimpleNamespace(SummaryWriter=SummaryWriter)
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", ModuleType("torch.utils.tensorboard"))
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard.writer", module)
    RunLog(tmp_path, tensorboard=True).write({"step": 4, "loss": 0.5, "held_out": {"l1": 0.25}}, lambda _line: None)
    assert told == [("loss", 0.5, 4), ("held_out/l1", 0.25, 4)]


def test_lines_that_are_no_rows_are_dropped(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).write_bytes(
        b'{"step": 1}\n[1]\n\xff\xfe\n{"step": "x"}\n{"step": NaN}\n[[[[\n{"step": 2}\n{"step": 9}\n'
    )
    RunLog(tmp_path).forget_after(2)
    assert (tmp_path / LOG_NAME).read_text("utf-8") == '{"step": 1}\n{"step": 2}\n'
