"""The hit that a reference gives at once, without a take: what is heard while hits are played live. No Qt here."""

from __future__ import annotations

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.media.sound.downmix import to_stereo
from foleystudio.project.document import Reference
from foleystudio.timebase import STUDIO_RATE_HZ

_LONGEST_S = 2.0  # of a hit played at once: a longer tail would pile up under quick playing
_FADE_S = 0.02  # at the hit's end, at least: no click where it is cut


def live_hit(sounds: ReferenceSounds, reference: Reference) -> Wave:
    """A reference's loudest hit from its attack on, as loud as an event of full strength.

    Returns
    -------
    ``float32 [N, 2]`` at the studio rate, two seconds at most.

    Raises
    ------
    FoleyError
        When the reference cannot be used.
    """
    from foleystudio.engine.exemplar.references.reference import prepare

    exemplar = prepare(sounds.sound(reference.path), STUDIO_RATE_HZ, reference.cut)
    hit = exemplar.loudest
    stop = min(hit.stop, hit.attack + round(_LONGEST_S * STUDIO_RATE_HZ))
    samples = to_stereo(exemplar.samples[hit.attack : stop] * np.float32(exemplar.gain))
    fade = min(len(samples), max(hit.fade, round(_FADE_S * STUDIO_RATE_HZ)))
    samples[len(samples) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)[:, None]
    return samples
