"""What a sound file of the mix or of one track says of itself: description, scene and take, category, places."""

from __future__ import annotations

from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.measured_mix import Told
from foleystudio.engine.mix.names.ixml import SceneNotes, ixml
from foleystudio.engine.mix.names.naming import category_of
from foleystudio.engine.mix.names.ucs import block
from foleystudio.engine.mix.options import ExportOptions
from foleystudio.project.document import Project
from foleystudio.project.tracks import Track

_BITS = {"PCM_16": 16, "PCM_24": 24, "FLOAT": 32}


def told_of(project: Project, clip: Clip, track: Track | None, options: ExportOptions) -> Told:
    """What is told of one track's stem; of the whole mix for None.

    Markers of the project become cue points; events are no markers, and stay in the list of them.
    """
    what = track.name if track is not None else "mix"
    take = track.active_take if track is not None else None
    code = clip.timecode

    def text(begins: int) -> bytes:
        return ixml(
            SceneNotes(
                project=options.source or clip.name,
                scene=clip.name,
                take=take.name if take is not None else what,
                note=f"{clip.name}: {what}",
                tracks=(f"{what} L", f"{what} R"),
                timecode_rate=f"{code.rate_fps.numerator}/{code.rate_fps.denominator}",
                is_drop_frame=code.drop_frame,
                time_reference=begins,
                rate_hz=options.rate_hz,
                bits=_BITS[options.subtype],
                category=category_of(project, track) if track is not None else None,
                fx_name=block(what),
                creator=options.creator,
                source=options.source,
            )
        )

    cues = tuple((marker.time_s, marker.name, 0.0) for marker in project.markers)
    return Told(f"{clip.name}: {what}", text, cues)
