"""Commands on files: projects, events, export."""

from __future__ import annotations

from pathlib import Path

from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.commands.desk import Desk, needs_clip
from foleystudio.gui.dialogs import questions
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.session import Session
from foleystudio.project.events import encode_events
from foleystudio.project.storage.saved import write_atomically


def _open(desk: Desk) -> None:
    paths = questions.open_files(desk.window, desk.session.settings, "Open", questions.clips())
    if paths:
        desk.project.open(paths[0])


def _import_events(desk: Desk) -> None:
    paths = questions.open_files(desk.window, desk.session.settings, "Import events", questions.EVENTS)
    if paths:
        desk.events.import_file(paths[0])


def _export_events(desk: Desk) -> None:
    session = desk.session
    name = f"{session.file_name()} events.json"
    path = questions.save_file(desk.window, session.settings, "Export events", questions.EVENTS_OUT, name)
    if path is not None and session.attempt(lambda: write_events(session, path), "writing events"):
        session.say(f"Exported {len(session.events)} events to {path.name}")


def write_events(session: Session, path: Path) -> None:
    """Write the events as JSON, or with the markers as CSV.

    Raises
    ------
    FoleyError
        When the file cannot be written.
    """
    from foleystudio.engine.mix.export import export_markers

    if path.suffix.lower() == ".csv" and session.clip is not None:
        export_markers(session.project, session.clip, path)
    else:
        write_atomically(path, encode_events(session.events))


def _save_recipe(desk: Desk) -> None:
    from foleystudio.engine.recipes.of_project import save_recipe

    session, notes = desk.session, list[str]()
    name = f"{session.file_name()} recipe.toml"
    path = questions.save_file(desk.window, session.settings, "Save as recipe", questions.RECIPES_OUT, name)
    if path is not None and session.attempt(
        lambda: notes.extend(save_recipe(session.project, path).notes), "writing the recipe"
    ):
        session.say(f"Saved {path.name}: foleystudio render CLIP --recipe performs it")
        for sentence in notes:
            session.notice(Notice(sentence, "warning"))


ROWS = (
    ActionRow("new", "&New project", ("Ctrl+N",), "File", "Begin an empty project", lambda desk: desk.project.new()),
    ActionRow("open", "&Open…", ("Ctrl+O",), "File", "Open a clip or a project", _open),
    ActionRow("open_recent", "Open &recent", (), "File", "Clips and projects opened lately", opens_menu=True),
    ActionRow(
        "open_example", "Open the &example", (), "File", "Open the project that comes with the studio",
        lambda desk: desk.project.open_example(),
    ),
    ActionRow(
        "save", "&Save", ("Ctrl+S",), "File", "Save the project", lambda desk: desk.project.save(), before=True
    ),
    ActionRow(
        "save_as", "Save &as…", ("Ctrl+Shift+S",), "File", "Save the project under another name",
        lambda desk: desk.project.save_as(),
    ),
    ActionRow(
        "save_recipe", "Save as re&cipe…", (), "File", "Tracks, sounds and knobs to perform other clips with",
        _save_recipe, needs=needs_clip,
    ),
    ActionRow(
        "import_events", "&Import events…", (), "File", "Replace the events by those of a file",
        _import_events, needs=needs_clip, before=True,
    ),
    ActionRow(
        "export_events", "Export e&vents…", (), "File", "Write the events to a JSON or CSV file",
        _export_events, needs=needs_clip,
    ),
    ActionRow(
        "export", "&Export…", ("Ctrl+E",), "File", "Write the clip with its new sound, or the sound alone",
        lambda desk: desk.export.open(), needs=needs_clip,
    ),
    ActionRow(
        "reconform", "Reconform to a new &cut…", (), "File", "Move all to where its pictures are in another cut",
        lambda desk: desk.reconform.open(), needs=needs_clip,
    ),
    ActionRow("quit", "&Quit", ("Ctrl+Q",), "File", "Close the studio", lambda desk: desk.window.close(), before=True),
)  # fmt: skip
