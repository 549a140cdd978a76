"""A cache of rendered hits across takes: after an edit most hits sound as before and are not rendered again."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Hashable

from foleystudio.byte_cache import ByteCache
from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.references.reference import Exemplar

_MOST_BYTES = 96 << 20  # some 500 s of mono at 48 kHz: the hits of a long take

MadeHit = tuple[Wave, int]
"""Samples ``float32 [N, C]``, not to be written to, and where in them the attack is."""

_Owner = weakref.ref[Exemplar]


class MadeHits:
    """Least-recently-used cache of rendered hits by reference and key; those of lost references go too.

    Any thread may ask.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._kept = ByteCache[tuple[_Owner, Hashable], MadeHit](most_bytes, lambda made: made[0].nbytes)
        self._owners: set[_Owner] = set()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, exemplar: Exemplar, key: Hashable, make: Callable[[], MadeHit]) -> MadeHit:
        """What was made of a reference for the key, made now if it has to be."""
        whole = weakref.ref(exemplar), key
        with self._lock:
            kept = self._kept.get(whole)
            if kept is not None:
                return kept
        made = make()
        made[0].flags.writeable = False
        with self._lock:
            if whole[0] not in self._owners:
                self._drop_lost()
                self._owners.add(whole[0])
            self._kept[whole] = made
        return made

    def _drop_lost(self) -> None:
        for whole in [whole for whole in self._kept if whole[0]() is None]:
            del self._kept[whole]
        self._owners = {owner for owner in self._owners if owner() is not None}


MADE_HITS = MadeHits()
"""Those of all takes."""
