from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.engine.mix.names.naming import UCS, category_of, names_of, template_of
from foleystudio.engine.mix.names.ucs import TEMPLATE, parsed
from foleystudio.engine.mix.options import ExportOptions
from foleystudio.errors import FoleyError
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from tests.projects import timed


def project() -> Project:
    made = Project(clip=Path("/x/Reel_3.mov")).with_track("Anna: steps").with_track("Foley 2").with_track("a/b_c")
    made = made.with_reference(Path("/x/glass break.wav"))
    tracks = list(made.tracks)
    made = made.with_changed_track(tracks[1].playing((made.references[0].key,)))
    return timed(made, EventTrack((Event(0.5, label="L"),)))


def test_ucs_names_are_valid_and_looked_up() -> None:
    made = project()
    names = names_of(made, made.tracks, "film", ExportOptions(naming=UCS, creator="A_B", source=""))
    assert names == ["FOLYFeet_Anna steps_A B_Reel 3", "GLASBrk_Foley 2_A B_Reel 3", "FOLYMisc_a b c_A B_Reel 3"]
    assert all(parsed(name) is not None for name in names)
    assert category_of(made, made.tracks[1]).full == "GLASS-BREAK"


def test_templates() -> None:
    made = project()
    names = names_of(made, made.tracks[:1], "film", ExportOptions(naming="{n} {film} {track}"))
    assert names == ["01 film Anna- steps"]
    assert template_of("UCS") == TEMPLATE
    for wrong in ("{who}", "plain", "{track", "{track!r}", "{track:>3}", "{}"):
        with pytest.raises(FoleyError, match=r"names no files; use \{film\}"):
            template_of(wrong)
