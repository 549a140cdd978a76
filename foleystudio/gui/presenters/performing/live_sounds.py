"""What is heard of a live hit at once: each reference's loudest hit, ready before it is struck."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.engine.takes.live_hits import live_hit
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.errors import FoleyError
from foleystudio.gui.playback.player import Player
from foleystudio.gui.session import Session
from foleystudio.progress import heed
from foleystudio.project.document import Reference
from foleystudio.project.sounds.reference_cuts import ReferenceCut
from foleystudio.project.tracks import Track

_Known = dict[tuple[Path, ReferenceCut], Wave]


class LiveSounds:
    """Plays hits through the player without a take."""

    def __init__(self, session: Session, player: Player, sounds: ReferenceSounds) -> None:
        self._session, self._player, self._sounds = session, player, sounds
        self._ready: _Known = {}

    def prepare(self) -> None:
        """Read and cut the bin's sounds, in the background; one that cannot be read is not heard."""
        references = self._session.project.references
        kept = {key: self._ready[key] for r in references if (key := (r.path, r.cut)) in self._ready}
        missing = [reference for reference in references if (reference.path, reference.cut) not in kept]
        self._ready = kept

        def done(read: _Known) -> None:
            self._ready = {**self._ready, **read}

        if missing:
            self._session.jobs.start("live sounds", lambda _progress, _cancelled: self._read(missing), done)

    def _read(self, references: list[Reference]) -> _Known:
        read: _Known = {}
        for reference in references:
            heed()
            try:
                read[reference.path, reference.cut] = live_hit(self._sounds, reference)
            except FoleyError:
                continue  # the bin says what is wrong with it
        return read

    def strike(self, track: Track | None, reference: int | None, strength: float) -> bool:
        """Let a hit be heard: of a reference, or else the first of the track, or else the one that is chosen.

        Returns
        -------
        Whether there is anything to be heard yet.
        """
        own = track.references if track is not None else ()
        key = reference if reference is not None else own[0] if own else self._session.reference
        sound = next((r for r in self._session.project.references if r.key == key), None)
        wave = self._ready.get((sound.path, sound.cut)) if sound is not None else None
        if wave is None:
            return False
        gain = strength ** (track.settings.strength if track is not None else 1.0)
        gain *= 10 ** ((track.gain_db if track is not None else 0.0) / 20)
        self._player.strike(wave * np.float32(gain))
        return True
