"""The training room's verbs from the command line: ``foleystudio train ...`` and its companions."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any

import typer
from rich.console import Console

from foleystudio.errors import FoleyError

# All of typer's complaints about what was typed derive from what its public BadParameter derives from.
_UsageError: type[Any] = typer.BadParameter.__bases__[0]


def main(arguments: Sequence[str]) -> int:
    """Run a verb (the first of ``arguments``) with what was typed after it; answers the exit code."""
    verb, *rest = arguments
    app = importlib.import_module(f"foleystudio.training.verbs.{verb}").app
    try:
        return app(args=rest, prog_name=f"foleystudio {verb}", standalone_mode=False) or 0
    except FoleyError as error:
        Console(stderr=True, markup=False, highlight=False, soft_wrap=True).print(str(error))
    except _UsageError as error:
        print(f"foleystudio {verb}: {error}", file=sys.stderr)
    except (KeyboardInterrupt, typer.Abort):
        print("stopped; run the same command again to go on from what is already written.", file=sys.stderr)
        return 130
    return 2
