"""What users call models: the same words in window, lists and status."""

from __future__ import annotations

from pathlib import PureWindowsPath


def title_of(model: str) -> str:
    """What a user calls a model: its folder's name, or that of the training whose net it is."""
    path = PureWindowsPath(model)  # which knows both kinds of slash: a project may come from another machine
    return path.parent.name if path.name == "net" and path.parent.name else path.name
