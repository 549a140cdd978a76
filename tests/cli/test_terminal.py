from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from foleystudio.cli import terminal
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.progress import heed


def test_work_that_is_done_answers_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.run(lambda: print("done")) == 0
    assert capsys.readouterr().out == "done\n"


def test_failures_are_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise FoleyError("it has\na broken\n  name", file="a.mp4")

    assert terminal.run(fail) == 2
    captured = capsys.readouterr()
    assert captured.err == "foleystudio: a.mp4: it has a broken name.\n"
    assert captured.out == ""


@pytest.mark.parametrize("raised", [CancelledError, KeyboardInterrupt])
def test_changed_minds(raised: type[BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    def stop() -> None:
        raise raised

    assert terminal.run(stop) == 130
    assert capsys.readouterr().err == "foleystudio: cancelled; nothing was written.\n"


def test_bugs_keep_their_traceback() -> None:
    def bug() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        terminal.run(bug)


def test_the_first_ctrl_c_asks_and_the_second_insists() -> None:
    before = signal.getsignal(signal.SIGINT)
    with terminal.Interruption() as cancelled:
        assert not cancelled()
        os.kill(os.getpid(), signal.SIGINT)
        assert cancelled()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_being_asked_to_end_cancels_too() -> None:
    with terminal.Interruption() as cancelled:
        os.kill(os.getpid(), signal.SIGTERM)
        assert cancelled()


def test_no_bar_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.working() as (progress, cancelled):
        progress(0.5, "working")
        assert not cancelled()
    assert capsys.readouterr() == ("", "")


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with terminal.progress_bar() as progress:
        progress(0.25, "finding motion")
        progress(0.5, "finding motion")
    captured = capsys.readouterr()
    assert "finding motion" in captured.err
    assert "50%" in captured.err
    assert captured.out == ""


def test_json_is_plain_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.answer_json({"file": "Füße.mp4"})
    assert capsys.readouterr().out.isascii()


def test_a_reader_that_has_heard_enough() -> None:
    program = (
        "from foleystudio.cli import terminal\n"
        "raise SystemExit(terminal.run(lambda: [terminal.answer('line') for _ in range(100_000)] and None))"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_an_answer_that_finds_no_room() -> None:
    program = "from foleystudio.cli import terminal; raise SystemExit(terminal.run(lambda: terminal.answer('line')))"
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-c", program], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("foleystudio: the answer could not be written")
    assert done.stderr.count("\n") == 1


def test_names_that_the_terminal_cannot_show() -> None:
    program = (
        "from foleystudio.cli import terminal\n"
        "raise SystemExit(terminal.run(lambda: terminal.answer('F\\u00fc\\u00dfe \\u8db3 \\udce9')))"
    )
    env = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "F\\xfc\\xdfe \\u8db3 \\udce9\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_ctrl_c_is_heard_by_what_is_handed_no_callback() -> None:
    with terminal.working():
        heed()
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(CancelledError):
            heed()
    heed()
