"""A project or an event file whose numbers nobody could work with is refused in a sentence that names them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from foleystudio.errors import FoleyError
from foleystudio.project import ranges
from foleystudio.project.document import Marker, Project
from foleystudio.project.events import Event, EventTrack, decode_events
from foleystudio.project.proposals import Candidate, Candidates
from foleystudio.project.sounds.layers import one_layer
from foleystudio.project.storage.saved import (
    FORMAT_VERSION,
    encode_project,
    load_project,
    project_of_tree,
    project_tree,
)
from foleystudio.project.takes import Provenance, Take
from tests.projects import timed

_SAVED = (
    timed(Project().with_reference(Path("/r.wav")), EventTrack((Event(1.0),)))
    .with_proposals(Candidates((Candidate(Event(1.0), 0.5),), "guide"))
    .with_take(1, Take(Path("/t.wav"), "t", 10, provenance=Provenance(one_layer((0,)))))
    .with_marker(1.0)
)


def _take(tree: dict[str, Any]) -> dict[str, Any]:
    return tree["tracks"][0]["takes"][0]  # type: ignore[no-any-return]  # plain JSON


def _event(tree: dict[str, Any]) -> dict[str, Any]:
    return tree["tracks"][0]["events"]["events"][0]  # type: ignore[no-any-return]  # plain JSON


def _many(things: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    return [{**things[0], "key": 100 + n, "takes": []} for n in range(count)]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda tree: tree["tracks"][0].update(gain_db=7000), "gain_db"),
        (lambda tree: tree["guide"].update(gain_db=-7000), "gain_db"),
        (lambda tree: _take(tree).update(gain_db=7000), "gain_db"),
        (lambda tree: tree["tracks"][0]["settings"].update(gain_db=1e300), "gain_db"),
        (lambda tree: _take(tree)["provenance"]["settings"].update(pitch_semitones=1e300), "pitch_semitones"),
        (lambda tree: tree["tracks"][0]["settings"].update(seed=10**30), "digits"),
        (lambda tree: tree["references"][0].update(key=2**31), "key"),
        (lambda tree: tree["markers"][0].update(key=-5), "key"),
        (lambda tree: _event(tree).update(key=2**31), "key"),
        (lambda tree: tree["tracks"][0]["events"].update(_next_key=2**40), "key"),
        (lambda tree: tree["tracks"][0].update(sensitivity=1.5), "sensitivity"),
        (lambda tree: tree["proposals"][0]["found"][0].update(certainty=-1), "certainty"),
        (lambda tree: tree.update(proposals=tree["proposals"] * 40), "proposals"),
        (lambda tree: tree.update(next_key=2**31), "key"),
        (lambda tree: _take(tree).update(n_samples=10**15), "n_samples"),
        (lambda tree: _take(tree).update(rate_hz=10**12), "rate_hz"),
        (lambda tree: _take(tree).update(channels=10**9), "channels"),
        (lambda tree: _take(tree).update(start_s=1e300), "start_s"),
        (lambda tree: _event(tree).update(sustain_s=1e305), "sustain_s"),
        (lambda tree: _event(tree).update(time_s=1e18), "time_s"),
        (
            lambda tree: _event(tree).update(sustain_s=1, envelope=[0.5] * 1_000_000),
            "envelope",
        ),
        (lambda tree: tree["tracks"][0]["events"].update(rejected_s=[1e300]), "rejected_s"),
        (lambda tree: tree.update(markers=_many(tree["markers"], 100_000)), "markers"),
        (lambda tree: tree.update(tracks=_many(tree["tracks"], 2_000)), "tracks"),
        (lambda tree: tree.update(out_s=1e300), "out_s"),
        (lambda tree: tree.update(offset_ms=1e300), "offset_ms"),
        (lambda tree: tree.update(sound_track=10**9), "sound_track"),
        (lambda tree: tree["references"][0]["cut"].update(in_s=1e300), "in_s"),
    ],
)
def test_a_project_of_impossible_numbers_is_refused_in_one_sentence(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], object], told: str
) -> None:
    saved = json.loads(encode_project(_SAVED))
    spoil(saved["project"])
    file = tmp_path / "film.foley"
    file.write_text(json.dumps(saved), encoding="utf-8")
    with pytest.raises(FoleyError, match=told) as caught:
        load_project(file)
    assert len(str(caught.value)) < 400


def test_an_event_file_of_impossible_numbers_is_refused() -> None:
    assert len(decode_events(b'{"version": 1, "events": [{"time_s": 1}]}')) == 1
    for event in (b'{"time_s": 1e12}', b'{"time_s": 1, "sustain_s": 1e305}'):
        with pytest.raises(FoleyError, match="_s must lie between"):
            decode_events(b'{"version": 1, "events": [' + event + b"]}")
    many = b",".join([b'{"time_s": 1}'] * (ranges.MOST_EVENTS + 1))
    with pytest.raises(FoleyError, match="more than 200000 events"):
        decode_events(b'{"version": 1, "events": [' + many + b"]}")


def test_a_name_that_no_list_can_show_is_cut() -> None:
    assert len(Marker(1.0, "x" * 1_000_000).name) == ranges.LONGEST_NAME
    assert Marker(1.0, "x" * ranges.LONGEST_NAME).name == "x" * ranges.LONGEST_NAME


def test_what_a_file_lists_is_counted_before_any_of_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made = list[object]()
    monkeypatch.setattr("foleystudio.project.takes.check_key", made.append)
    tree = project_tree(_SAVED)
    project_of_tree(tree, FORMAT_VERSION)
    assert len(made) == 1
    made.clear()
    tree["tracks"][0]["takes"] = [_take(tree)] * (ranges.MOST_TAKES + 1)
    with pytest.raises(FoleyError, match=rf"<= {ranges.MOST_TAKES} .*takes"):
        project_of_tree(tree, FORMAT_VERSION)
    assert made == []
