"""Lazy dispatch: ``foleystudio`` opens the window, ``foleystudio VERB ...`` runs a headless verb."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from foleystudio import system_libraries
from foleystudio.terminal_text import say

VERBS = frozenset({"render", "events", "export", "inspect", "measure", "doctor", "licences", "reconform", "batch"})
"""First words that are not files. Known here so that neither door loads what is behind the other."""

TRAINING_VERBS = frozenset(
    {"train", "preprocess", "scenes", "evaluate", "experiment", "listening-kit", "listening-scores"}
)
"""Those of the training room: each is a module of ``foleystudio.training.verbs``."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; answers the exit code.

    Parameters
    ----------
    arguments
        What was typed after the program's name; None takes the process's own.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _enter(given)
    except Exception as error:
        lack = system_libraries.lack_behind(error)
        if lack is None:
            from foleystudio.diagnostics import log_files

            log_files.keep_crash(error)
            raise
        say(f"foleystudio: {lack}", error=True)
        return 2


def _enter(given: list[str]) -> int:
    if given and given[0] in TRAINING_VERBS:
        from foleystudio.training.app import main as run_training

        return run_training(given)
    _share_the_processor()
    if given and (given[0] in VERBS or given[0].startswith("-")):
        from foleystudio.cli.app import main as run_verb

        return run_verb(given)
    complaint = _why_no_window(given)
    if complaint:
        say(f"foleystudio: {complaint}", error=True)
        return 2
    from foleystudio.gui.app import main as open_window

    return open_window(given)


def _share_the_processor() -> None:
    """Let the networks' threads sleep while they wait for each other, unless the user has said otherwise.

    By default they spin, which on a processor that is busy with other things takes their turns from those that work:
    there a take takes many times as long. Some microseconds of it, as between two small steps of a net, are cheaper
    than falling asleep. It counts only when set before torch is loaded.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ["OMP_WAIT_POLICY"] = "passive"
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")


def _why_no_window(given: list[str]) -> str:
    """One sentence when no window can open on what was typed; empty when one can."""
    verbs = ", ".join(sorted(VERBS | TRAINING_VERBS))
    for name in given:
        if not os.path.exists(name):  # False too where the text is longer than any name
            return f"{name}: there is neither such a file nor such a verb; the verbs are {verbs}."
    asked_for = os.environ.get("QT_QPA_PLATFORM")
    shown = asked_for or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not shown:
        return "there is no display to open the window on; foleystudio --help shows what works without one."
    # Qt itself ends the program, and blames its own plugin.
    return str(system_libraries.lack_of_window() or "")


if __name__ == "__main__":
    raise SystemExit(main())
