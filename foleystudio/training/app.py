"""The training room's verbs from the command line: ``foleystudio train ...`` and its companions."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import typer

from foleystudio.errors import FoleyError
from foleystudio.terminal_text import say
from foleystudio.training.run import distributed

# All of typer's complaints about what was typed derive from what its public BadParameter derives from.
_UsageError: type[Any] = typer.BadParameter.__bases__[0]

_STOPPED = 130  # 128 + SIGINT, as shells report it
_GO_ON = "stopped; run the same command again to go on from what is already written."
_WHEN_STOPPED = {"train": _GO_ON, "preprocess": _GO_ON, "evaluate": "stopped.", "experiment": _GO_ON}
"""What is said then; making scenes says it itself."""


def main(arguments: Sequence[str]) -> int:
    """Run a verb (the first of ``arguments``) with what was typed after it; answers the exit code."""
    verb, *rest = arguments
    devices, rest = _devices(rest)
    app = importlib.import_module(f"foleystudio.training.verbs.{verb.replace('-', '_')}").app
    try:
        if devices > 1 and not distributed.launched():
            return distributed.launch(devices, [verb, *rest])
        names = ["-h", "--help"]
        code = app(args=rest, prog_name=f"foleystudio {verb}", standalone_mode=False, help_option_names=names) or 0
    except FoleyError as error:
        say(str(error), error=True)
        return 2
    except _UsageError as error:
        say(f"foleystudio {verb}: {error.format_message()}", error=True)
        return 2
    except (KeyboardInterrupt, typer.Abort):
        code = _STOPPED
    if code == _STOPPED and verb in _WHEN_STOPPED:  # typer makes Ctrl-C a code
        say(_WHEN_STOPPED[verb], error=True)
    return int(code)


def _devices(words: Sequence[str]) -> tuple[int, list[str]]:
    """``--devices N`` out of what was typed, and the rest: it decides who reads the rest."""
    for i, word in enumerate(words):
        name, _, value = word.partition("=")
        number = value or next(iter(words[i + 1 :]), "")
        if name == "--devices" and number.isdecimal() and int(number) > 0:
            return int(number), [*words[:i], *words[i + (1 if value else 2) :]]
    return 1, list(words)
