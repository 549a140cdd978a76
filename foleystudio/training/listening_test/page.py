"""The page that raters open: one file with all that it says and does in it, and nothing of who made which sound."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from foleystudio.errors import FoleyError
from foleystudio.paths import resources_dir
from foleystudio.training.listening_test.design import Design, Stimulus

PAGE_NAME = "index.html"


def page_of(design: Design, names: Mapping[Stimulus, str], about: Mapping[str, Any]) -> str:
    """The page's text.

    Parameters
    ----------
    design
        The test.
    names
        Where each stimulus lies, seen from the page.
    about
        What else the page is told: ``kit``, ``raters``, ``minutes``, ``contact``, ``check``.

    Raises
    ------
    FoleyError
        When the page's parts are not where the studio was installed.
    """
    trials = {}
    for name, trial in sorted(design.trials.items()):
        # Sorted by names that tell nothing, so that neither place tells which of two it is.
        told: dict[str, Any] = {"q": str(trial.question), "items": sorted(names[item] for item in trial.items)}
        if trial.reference is not None:
            told["ref"] = names[trial.reference]
        trials[name] = told
    kit = {**about, "trials": trials, "orders": design.orders}
    data = json.dumps(kit, separators=(",", ":")).replace("<", "\\u003c")  # no text of it can end the script
    page = _part("page.html")
    for place, text in (("style", _part("style.css")), ("script", _part("page.js")), ("kit", data)):
        page = page.replace(f"/* {place} */", text.strip())
    return page


def _part(name: str) -> str:
    path = resources_dir() / "listening" / name
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise FoleyError(
            "it is missing from the studio's files", file=path, remedy="install the studio anew"
        ) from error
