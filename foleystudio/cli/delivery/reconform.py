"""``foleystudio reconform PROJECT NEWCLIP -o NEWPROJECT``: a project goes with its pictures to another cut."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foleystudio.cli import terminal
from foleystudio.errors import FoleyError

Edl = Annotated[
    Path | None,
    typer.Option("--edl", metavar="FILE", help="The new cut's edit list (CMX 3600); pictures are compared without it."),
]
OldEdl = Annotated[
    Path | None,
    typer.Option("--old-edl", metavar="FILE", help="The old cut's; without it the new one is cut from the old cut."),
]
ListOut = Annotated[
    Path | None, typer.Option("--list", metavar="FILE", help="Write what happened to each stretch, as CSV.")
]


def reconform(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="A saved project.", show_default=False)],
    clip: Annotated[Path, typer.Argument(metavar="NEWCLIP", help="The new cut of its film.", show_default=False)],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="NEWPROJECT", help="The project to write.", show_default=False)
    ],
    edl: Edl = None,
    old_edl: OldEdl = None,
    list_out: ListOut = None,
) -> None:
    """Move events, takes and markers to where their pictures are in a new cut; what was cut out is kept aside."""
    if old_edl is not None and edl is None:
        raise FoleyError("--old-edl goes with --edl", remedy="give the new cut's list too, or neither")
    if out.suffix.lower() != ".foley":
        raise FoleyError("a project is written as .foley", file=out, remedy="change its name")
    from foleystudio.engine.clip import open_clip
    from foleystudio.engine.reconform.moved import find_moves, happened_list
    from foleystudio.engine.reconform.moved import reconform as moved_to
    from foleystudio.project.storage.saved import load_project, save_with_takes, write_atomically
    from foleystudio.project.takes import new_take_path

    document = load_project(project).project
    if document.clip is None:
        raise FoleyError("the project has no clip", file=project, remedy="open it in the window and add one")
    with terminal.working() as (progress, cancelled):
        old, new = open_clip(document.clip, cancelled=cancelled), open_clip(clip.absolute(), cancelled=cancelled)
        moves = find_moves(old, new, edl, old_edl, progress, cancelled)
        done = moved_to(document, old, new, moves, lambda name: new_take_path(out.absolute(), name), cancelled)
        save_with_takes(done.project, out)
        if list_out is not None:
            write_atomically(list_out, happened_list(done.happened).encode())
    terminal.note(f"{out}: {done.told}.")
