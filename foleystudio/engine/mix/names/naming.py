"""Names of stems and takes by a template: ``{film} - {track}``, ``{catid}_{fxname}_{creator}_{source}``."""

from __future__ import annotations

import getpass
import re
from collections.abc import Sequence
from contextlib import suppress
from string import Formatter

from foleystudio.engine.mix.names.ucs import TEMPLATE, Category, block, looked_up
from foleystudio.engine.mix.options import ExportOptions
from foleystudio.errors import FoleyError
from foleystudio.project.document import Project
from foleystudio.project.takes import Take
from foleystudio.project.tracks import Track

USUAL_STEMS = "{film} - {track}"
UCS = "ucs"
"""Said in the place of a template: names by the Universal Category System."""

FIELDS = ("film", "track", "take", "n", "catid", "category", "fxname", "creator", "source")
"""What a template may name."""


def template_of(text: str) -> str:
    """The template that is meant; the usual one for an empty text.

    Raises
    ------
    FoleyError
        When it names a field that there is not, or its brackets do not close.
    """
    template = {"": USUAL_STEMS, UCS: TEMPLATE}.get(text.strip().lower(), text)
    try:
        asked = [name for _, name, spec, conversion in Formatter().parse(template) if name is not None]
        plain = not any(spec or conversion for _, _, spec, conversion in Formatter().parse(template))
    except ValueError:
        asked, plain = [], False
    if not asked or not plain or not set(asked) <= set(FIELDS):
        there = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise FoleyError(f"{text!r} names no files", remedy=f"use {there}, or say {UCS}")
    return template


def category_of(project: Project, track: Track) -> Category:
    """A track's category: by its name, the sounds it is made from, and what its events are called."""
    sounds = [r.name for key in track.references for r in project.references if r.key == key]
    labels = dict.fromkeys(event.label for event in track.events if len(event.label) > 1)
    return looked_up([track.name, *sounds, *labels])


def names_of(project: Project, tracks: Sequence[Track], film: str, options: ExportOptions) -> list[str]:
    """Names of the stems of some tracks, without suffix; two may be the same.

    Raises
    ------
    FoleyError
        When the template cannot be used.
    """
    template = template_of(options.naming)
    return [_filled(template, project, track, track.active_take, n, film, options) for n, track in enumerate(tracks, 1)]


def take_name(project: Project, track: Track, take: Take, film: str, options: ExportOptions) -> str:
    """Name of one take without suffix, by the template that stems have; ``{n}`` is its number within its track.

    Raises
    ------
    FoleyError
        When the template cannot be used.
    """
    number = 1 + [each.key for each in track.takes].index(take.key)
    return _filled(template_of(options.naming), project, track, take, number, film, options)


def _filled(
    template: str, project: Project, track: Track, take: Take | None, number: int, film: str, options: ExportOptions
) -> str:
    category = category_of(project, track)
    source = options.source or (project.clip.stem if project.clip is not None else "NONE")
    fields = {
        "film": film,
        "track": track.name,
        "take": take.name if take is not None else "",
        "n": f"{number:02d}",
        "catid": category.cat_id,
        "category": category.full,
        "fxname": block(track.name),
        "creator": block(options.creator or _user()),
        "source": block(source),
    }
    return _safe(template.format_map(fields))


def _safe(name: str) -> str:
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "-", name).strip(" .") or "stem"


def _user() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "NONE"
