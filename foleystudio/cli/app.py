"""The command line: ``foleystudio VERB ...``."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from foleystudio import __version__
from foleystudio.cli import terminal
from foleystudio.terminal_text import say

VERBS: dict[str, str] = {
    "render": "Re-perform a clip with reference sounds.",
    "events": "Find the events of a clip.",
    "export": "Write what a saved project makes.",
    "batch": "Perform many clips by a recipe.",
    "reconform": "Move a project to a new cut of its film.",
    "inspect": "Say what is in a video or sound file.",
    "measure": "Measure a sound's timing and timbre against a target's.",
    "doctor": "Say what a report of a problem needs.",
    "licences": "List what the studio is made of.",
}
"""Each with what the list of verbs says of it: on one line of a narrow terminal, whole. Its module has its name."""

_ROOMS = {"doctor": "installed.", "licences": "installed.", "reconform": "delivery.", "batch": "delivery."}
"""Of verbs that stand in a room of their own."""

# All of typer's complaints about what was typed derive from what its public BadParameter derives from.
_UsageError: type[Any] = typer.BadParameter.__bases__[0]


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"foleystudio {__version__}")
        raise typer.Exit


def _print_help(context: typer.Context, wanted: bool) -> None:
    if wanted:
        say(context.get_help())
        raise typer.Exit


# typer's own --help, where it is not typed, has typer load pydantic: half the time that a verb's --help takes.
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    _help: Annotated[
        bool,
        typer.Option("--help", "-h", callback=_print_help, is_eager=True, help="Show this message and exit."),
    ] = False,
) -> None:
    pass


def _loaded(verb: str) -> Callable[..., None]:
    from foleystudio.cli.knob_options import with_knobs

    module = f"foleystudio.cli.{_ROOMS.get(verb, '')}{verb}"
    function: Callable[..., None] = getattr(importlib.import_module(module), verb)
    return with_knobs(function)


def _listed_alone() -> None:
    """Stands in the list of verbs for one that nobody typed, whose tables need not be read then."""


def made_app(typed: Sequence[str]) -> typer.Typer:
    """The command line, with an option for every knob that there is now.

    Parameters
    ----------
    typed
        What is to be read: only verbs that are among it are imported, the others stand in the list alone.
    """
    app = typer.Typer(
        name="foleystudio",
        help="A reference sound, re-performed in time with the picture. Without a verb the studio's window opens.",
        epilog="The networks' training has verbs of its own, each with its --help: "
        "listening-kit, listening-scores, preprocess, scenes, train, evaluate, experiment.",
        add_completion=False,
        add_help_option=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for verb, short in VERBS.items():
        app.command(verb, short_help=short)(_loaded(verb) if verb in typed else _listed_alone)
    app.callback()(_options)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb; answers the exit code."""
    code = 0

    def work() -> None:
        nonlocal code
        # Not standalone: typer answers the code of its own exits (--help) instead of leaving the process.
        given = list(sys.argv[1:] if arguments is None else arguments)
        code = made_app(given)(args=given, prog_name="foleystudio", standalone_mode=False) or 0

    try:
        return terminal.run(work) or code
    except typer.Abort:
        return terminal.EXIT_CANCELLED
    except _UsageError as error:
        what = error.format_message().replace("Value error, ", "").rstrip(".")
        terminal.complain(f"{what}; see foleystudio {_verb_of(error)}--help.")
        return terminal.EXIT_BAD_INPUT


def _verb_of(error: Any) -> str:
    context = getattr(error, "ctx", None)
    return f"{context.info_name} " if context is not None and context.parent is not None else ""


if __name__ == "__main__":
    sys.exit(main())
