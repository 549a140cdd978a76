"""The command line: ``foleystudio VERB ...``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from foleystudio import __version__
from foleystudio.cli import terminal
from foleystudio.cli.events import events
from foleystudio.cli.export import export
from foleystudio.cli.inspect import inspect
from foleystudio.cli.knob_options import with_knobs
from foleystudio.cli.measure import measure
from foleystudio.cli.render import render
from foleystudio.terminal_text import say

VERBS: dict[Callable[..., None], str] = {
    render: "Re-perform a clip with reference sounds.",
    events: "Find the events of a clip.",
    export: "Write what a saved project makes.",
    inspect: "Say what is in a video or sound file.",
    measure: "Measure a sound's timing and timbre against a target's.",
}
"""Each with what the list of verbs says of it: on one line of a narrow terminal, whole."""

# All of typer's complaints about what was typed derive from what its public BadParameter derives from.
_UsageError: type[Any] = typer.BadParameter.__bases__[0]


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"foleystudio {__version__}")
        raise typer.Exit


def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def made_app() -> typer.Typer:
    """The command line, with an option for every knob that there is now."""
    app = typer.Typer(
        name="foleystudio",
        help="A reference sound, re-performed in time with the picture. Without a verb the studio's window opens.",
        epilog="The networks' training has verbs of its own, each with its --help: "
        "preprocess, scenes, train, evaluate.",
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for verb, short in VERBS.items():
        app.command(short_help=short)(with_knobs(verb))
    app.callback()(_options)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb; answers the exit code."""
    code = 0

    def work() -> None:
        nonlocal code
        # Not standalone: typer answers the code of its own exits (--help) instead of leaving the process.
        given = list(arguments) if arguments is not None else None
        code = made_app()(args=given, prog_name="foleystudio", standalone_mode=False) or 0

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
