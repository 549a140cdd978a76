"""Edits that are heard before their takes are written: stretches laid over the files that there are."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from foleystudio.dsp.waves.patch import Patch
from foleystudio.engine.render.stretches import Pieces
from foleystudio.engine.takes.staleness import desired_provenance, sounds_equal
from foleystudio.project.document import Project
from foleystudio.project.takes import Provenance, Take

_KEPT = 8  # edits that can be undone and done again while their takes are still being written


@dataclass(frozen=True, eq=False)
class _Heard:
    take: Take
    wanted: Provenance
    patch: Patch

    def is_of(self, project: Project) -> bool:
        """Whether the take is still the one it lies over, and is to become what it was made for."""
        tracks = (track for track in project.tracks if any(take.key == self.take.key for take in track.takes))
        track = next(tracks, None)
        if track is None or track.take(self.take.key).path != self.take.path or track.active != self.take.key:
            return False
        return sounds_equal(self.wanted, desired_provenance(project, track))


class HeardEdits:
    """The latest of them; whether one is heard is always asked of the project, never stored."""

    def __init__(self) -> None:
        self._heard: deque[_Heard] = deque(maxlen=_KEPT)

    def put(self, take: Take, wanted: Provenance, pieces: Pieces) -> None:
        """Note what is heard of a take once it is wanted so; a draft goes for what is made later."""
        self._forget(take.key, wanted)
        self._heard.append(_Heard(take, wanted, Patch(pieces, take.n_samples)))

    def clear(self) -> None:
        """Forget all."""
        self._heard.clear()

    def drop(self, take_key: int) -> None:
        """Forget what was heard of a take: it is written."""
        self._heard = deque((heard for heard in self._heard if heard.take.key != take_key), _KEPT)

    def patches(self, project: Project) -> dict[int, Patch]:
        """What a project's mix plays over its takes' files, by key of the take."""
        return {heard.take.key: heard.patch for heard in self._heard if heard.is_of(project)}

    def _forget(self, take_key: int, wanted: Provenance) -> None:
        others = (h for h in self._heard if h.take.key != take_key or not sounds_equal(h.wanted, wanted))
        self._heard = deque(others, _KEPT)
