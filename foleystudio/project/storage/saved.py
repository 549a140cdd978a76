"""The project's file: versioned JSON, relative paths where possible, written atomically."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

import msgspec

from foleystudio import __version__
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import exists, linked, part_path, real_place
from foleystudio.files.json_text import json_of, parsed, path_of, read_bytes, text_of
from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.settings import OpenName
from foleystudio.project.storage.bringing import IsSound, bring_takes, looks_like_sound, take_back
from foleystudio.project.storage.knob_values import gather_knobs, spread_knobs
from foleystudio.project.storage.missing import MissingFile, missing_files, spelt_as_here

SUFFIX = ".foley"
FORMAT_VERSION = 9  # the next one wants a converter from this one, and a sample of this one among the tests

Tree = dict[str, Any]
"""A project as plain JSON values."""


def _unchanged(tree: Tree) -> Tree:
    return tree


def _made(tree: Tree) -> list[Tree]:
    """What takes were made from."""
    takes = [take for track in tree.get("tracks") or () for take in track.get("takes") or ()]
    return [take["provenance"] for take in takes if take.get("provenance")]


def _settings(tree: Tree) -> list[Tree]:
    """Where knobs stand: those of tracks, and those of takes."""
    owners = (*(tree.get("tracks") or ()), *_made(tree))
    return [owner["settings"] for owner in owners if owner.get("settings")]


def _humanised(tree: Tree) -> Tree:
    """The setting ``variation`` is called ``humanise``, and takes are of the first generation of the renderers."""
    for provenance in _made(tree):
        provenance["sound_version"] = 1
    for settings in _settings(tree):
        if "variation" in settings:
            settings["humanise"] = settings.pop("variation")
    return tree


def _whose_names(tree: Tree) -> Tree:
    """Takes tell whether their name is the user's own: it is, unless it is made of the names of sounds in the bin."""
    sounds = {reference.get("key"): reference.get("name") for reference in tree.get("references") or ()}
    for take in (take for track in tree.get("tracks") or () for take in track.get("takes") or ()):
        made = take.get("provenance")
        is_of_sounds = set(str(take.get("name")).split(" + ")) <= set(sounds.values())
        is_known = made is None or set(made.get("references") or ()) <= set(sounds)
        take["is_named"] = is_known and not is_of_sounds
        if made is not None and is_known and is_of_sounds:
            take["name"] = " + ".join(sounds[key] for key in made.get("references") or ()) or take["name"]
    return tree


def _events_of_tracks(tree: Tree) -> Tree:
    """Every track gets the events that all of them shared; where there is no track, one is made to hold them."""
    events, timing = tree.pop("events", None) or {}, tree.pop("timing", None)
    if events.get("events") and not tree.get("tracks"):
        key = tree.get("next_key") or 0
        tree.update(tracks=[{"name": "Foley 1", "key": key}], next_key=key + 1)
    for track in tree.get("tracks") or ():
        track["events"] = events
        if timing is not None:
            track["timing"] = timing
    return tree


def _of_format_4(tree: Tree) -> Tree:
    return _whose_names(_humanised(tree))


def _layered(tree: Tree) -> Tree:
    """References are those of the one layer that tracks and takes have."""
    for owner in (*(tree.get("tracks") or ()), *_made(tree)):
        owner["layers"] = [{"references": owner.pop("references", None) or []}]
    return tree


_CONVERTERS: dict[int, Callable[[Tree], Tree]] = {
    1: _unchanged,  # 2 adds the settings ``shaping`` and ``morph`` and the hybrid renderer
    2: _unchanged,  # 3 adds the setting ``guide_ambience``
    3: _of_format_4,  # 4 adds cuts of references, ``follow``, ``choke``, ``in_turn``, ``level_match``, ``is_named`` and
    # ``limited_db``
    4: _unchanged,  # 5 adds ``sound_track``
    5: _events_of_tracks,  # 6 gives every track events and a timing of its own, and events labels
    6: _layered,  # 7 gives tracks and takes layers, a pan and a colour, and events a reference, length, pan and follow
    7: _unchanged,  # 8 gives stretches of comps a slip, a gain, fades and silence, and lets them be of the take in use;
    # references get tags and a star
    8: _unchanged,  # 9 gives the fades of stretches a curve
    # A knob that comes by a row of `project.knobs` alone makes no format: who does not know it passes it on.
}
"""Version -> what makes a project of that version one of the next. Every later format adds one line here
and one sample file to the tests; none is ever removed."""


@dataclass(frozen=True)
class LoadedProject:
    """A project read from its file, and the media that could not be found."""

    project: Project
    missing: tuple[MissingFile, ...]


def project_tree(project: Project, folder: Path | None = None) -> Tree:
    """A project as plain JSON values; paths are relative to ``folder`` where they lie in or next to it."""

    def encode(value: object) -> str | dict[str, str]:
        if isinstance(value, PurePath):
            return text_of(_portable(Path(value), folder))
        if isinstance(value, OpenName):
            return str(value)
        raise NotImplementedError(type(value))

    named = project.with_models_renamed(partial(_saved_model, folder=folder)) if folder is not None else project
    tree: Tree = msgspec.to_builtins(named, enc_hook=encode)
    for settings in _settings(tree):
        spread_knobs(settings)
    return tree


def project_of_tree(tree: Tree, version: int, folder: Path | None = None, *, file: Path | None = None) -> Project:
    """A project of plain JSON values of any known version.

    Raises
    ------
    FoleyError
        When the version is a later one or the values are not a project's.
    """
    if not 1 <= version <= FORMAT_VERSION:
        raise FoleyError(
            f"it was saved in format {version}, this foleystudio reads up to {FORMAT_VERSION}",
            file=file,
            remedy="open it with a newer foleystudio",
        )

    def decode(kind: type, value: object) -> object:
        if issubclass(kind, OpenName):
            return kind(value)
        if kind is not Path:
            raise ValueError(f"expected a path, got {value!r}")
        path = path_of(value)
        return Path(os.path.normpath(folder / path)) if folder else path

    if not isinstance(tree, dict):
        raise FoleyError("it is not a project file", file=file, remedy="open a copy or a backup")
    try:
        for step in range(version, FORMAT_VERSION):
            tree = _CONVERTERS[step](tree)
        for settings in _settings(tree):
            gather_knobs(settings)
        project = msgspec.convert(tree, Project, dec_hook=decode)
    except (msgspec.MsgspecError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise FoleyError(f"it is not a project file ({error})", file=file, remedy="open a copy or a backup") from error
    return project.with_models_renamed(partial(_opened_model, folder=folder)) if folder is not None else project


def encode_project(project: Project, folder: Path | None = None) -> bytes:
    """The JSON text of a project."""
    saved = {"foleystudio": FORMAT_VERSION, "app": __version__, "project": project_tree(project, folder)}
    return msgspec.json.format(json_of(saved), indent=1) + b"\n"


def decode_project(data: bytes, folder: Path | None = None, *, file: Path | None = None) -> Project:
    """A project of a JSON text.

    Raises
    ------
    FoleyError
        When it is not JSON, not a project, or of a later version.
    """
    try:
        saved = parsed(data)
    except ValueError as error:
        raise FoleyError(
            f"it is not a project file, or it was cut off ({error})", file=file, remedy="open a copy or a backup"
        ) from error
    if not isinstance(saved, dict) or type(saved.get("foleystudio")) is not int:
        raise FoleyError("it is not a foleystudio project", file=file, remedy=f"open a {SUFFIX} file")
    return project_of_tree(saved.get("project", {}), saved["foleystudio"], folder, file=file)


def save_project(project: Project, file: Path) -> None:
    """Write a project's file: all of it or, when anything fails, none.

    Raises
    ------
    FoleyError
        When the folder cannot be written to or the disk is full; an earlier file is left as it was.
    """
    write_atomically(file, encode_project(project, _folder_of(file)))


def load_project(file: Path) -> LoadedProject:
    """Read a project's file; missing media are listed, not fatal.

    Where another system has spelt a path in another way (other case, accents as letters of their own), the file is
    the one that is there.

    Raises
    ------
    FoleyError
        When the file cannot be read, is no project or is of a later version.
    """
    project = decode_project(read_bytes(file), _folder_of(file), file=file)
    project = spelt_as_here(project)
    return LoadedProject(project, missing_files(project))


def _folder_of(file: Path) -> Path:
    """The folder that a project's relative paths begin at; of a link, that of the file it leads to."""
    return linked(file).parent.absolute()


@dataclass(frozen=True)
class SavedProject:
    """A project that was saved with its takes beside it.

    Parameters
    ----------
    file
        Where it is.
    project
        As it is in there: its takes where they lie now.
    moved
        Old path -> new path of the takes that were brought along.
    """

    file: Path
    project: Project
    moved: dict[Path, Path]


def save_with_takes(
    project: Project,
    file: Path,
    progress: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
    is_sound: IsSound = looks_like_sound,
) -> SavedProject:
    """Save a project with its takes beside it; the document is told of it by `note_saved`.

    Only what ``is_sound`` comes along; a take whose file is none stays with the path that it has.

    Raises
    ------
    FoleyError
        When a take cannot be brought along or the file cannot be written; an earlier file is left as it was.
    CancelledError
        When the user cancelled; nothing was written.
    """
    file = file.absolute()
    brought = bring_takes([take.path for take in project.takes], file, is_sound, progress, cancelled)
    saved = SavedProject(file, project.relocated(brought.moved), brought.moved)
    try:
        save_project(saved.project, file)
    except BaseException:
        take_back(brought.made)
        raise
    return saved


def note_saved(document: Document, saved: SavedProject) -> None:
    """Let a document know that a value of it was saved; it may have been edited since."""
    document.relocate(saved.moved)
    document.mark_saved(saved.file, saved.project)


def write_atomically(file: Path, data: bytes) -> None:
    """Write a small file so that it is there whole or not at all: temporary file, fsync, rename.

    Where it is a symbolic link, what it leads to is written and the link stays.

    Raises
    ------
    FoleyError
        When the folder cannot be written to or the disk is full.
    """
    part: Path | None = None
    try:
        place = real_place(file)
        part = part_path(place)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        _keep_mode(place, part)
        part.replace(place)
        _sync_folder(place.parent)
    except OSError as error:
        if part:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        raise FoleyError(
            f"it cannot be written ({error.strerror})", file=file, remedy="choose another folder or free some space"
        ) from error


def _keep_mode(file: Path, part: Path) -> None:
    # A temporary file is private; the saved one is as open as the one it replaces, or as any new file.
    if os.name != "posix":
        return
    if exists(file):
        mode = file.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    part.chmod(mode)


def _sync_folder(folder: Path) -> None:
    # The rename itself is on disk only once its folder is; Windows has no handle for that.
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _portable(path: Path, folder: Path | None) -> str:
    if folder is not None:
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
        if folder.parent != folder.parent.parent and path.is_relative_to(folder.parent):
            return f"../{path.relative_to(folder.parent).as_posix()}"
    return str(path)


def _saved_model(model: str, folder: Path) -> str:
    """What a model is called in a project's file: an installed one by its name, which has no slash; others have."""
    if not Path(model).is_absolute():
        return model
    # Resolved, as a chosen model's folder is: a project behind a link is found to lie beside it all the same.
    portable = _portable(Path(os.path.realpath(model)), Path(os.path.realpath(folder)))
    return portable if "/" in portable or Path(portable).is_absolute() else f"./{portable}"


def _opened_model(model: str, folder: Path) -> str:
    """The name of an installed model, or the path of another."""
    is_path = "/" in model or "\\" in model
    if not is_path or (PureWindowsPath(model).drive and os.name != "nt"):  # a path on a machine that this one is not
        return model
    if os.name != "nt" and not Path(model).is_absolute():
        model = model.replace("\\", "/")
    return os.path.normpath(Path(os.path.realpath(folder)) / model)
