"""What a performance by the networks is made of: strands, each of one reference or of two morphed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from foleystudio.engine.exemplar.plan import Plan, plan
from foleystudio.engine.exemplar.references.reference import Exemplar
from foleystudio.engine.request import Cancelled, Progress, SynthesisRequest, never_cancelled, no_progress
from foleystudio.project.events import EventTrack
from foleystudio.project.sounds.reference_cuts import ReferenceKind


@dataclass(frozen=True, eq=False)
class Strand:
    """What one reference, or two morphed, perform.

    Parameters
    ----------
    plans
        Of the drafts: one, or two.
    exemplars
        What each is made of.
    share
        Of the second.
    events
        Those that they perform, moved by the clip's offset; kept up only where a voice is.
    """

    plans: tuple[Plan, ...]
    exemplars: tuple[Exemplar, ...]
    share: float
    events: EventTrack

    @property
    def is_heard(self) -> bool:
        """Whether it performs anything."""
        return any(planned.voices for planned in self.plans)

    @property
    def is_shaped(self) -> bool:
        """Whether networks may shape its grains: a texture's are the best there is of it, unless it is morphed."""
        return len(self.plans) > 1 or self.exemplars[0].kind is not ReferenceKind.TEXTURE


def strands_of(
    request: SynthesisRequest, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> tuple[Strand, ...]:
    """The strands of a request, one for each reference, whether or not it performs anything; or one that is morphed.

    Raises
    ------
    FoleyError
        When there is no usable reference, or a setting is out of range.
    CancelledError
        When the user cancelled.
    """
    asked = replace(request, settings=replace(request.settings, gain_db=0.0, ambience=0.0))
    if request.settings.morph > 0 and len(request.references) > 1:
        plan(replace(asked, events=EventTrack()), progress, cancelled)  # also of those that are not morphed
        plans = tuple(plan(_of_one(asked, number)) for number in (0, 1))
        exemplars = tuple(planned.exemplars[0] for planned in plans)
        return (Strand(plans, exemplars, request.settings.morph, _performed(request, plans)),)
    whole = plan(asked, progress, cancelled)
    parts = [whole.of_reference(number) for number in range(len(request.references))]
    return tuple(
        Strand((part,), (exemplar,), 0.0, _performed(request, (part,)))
        for part, exemplar in zip(parts, whole.exemplars, strict=True)
    )


def _of_one(request: SynthesisRequest, number: int) -> SynthesisRequest:
    return replace(request, references=request.references[number : number + 1], cuts=(request.cut_of(number),))


def _performed(request: SynthesisRequest, plans: tuple[Plan, ...]) -> EventTrack:
    """The events that some plans have voices of: where and how these perform them."""
    offset_s = request.settings.offset_ms / 1000
    voices = {voice.event_key: voice for planned in plans for voice in planned.voices}
    events = []
    for event in request.events:
        voice = voices.get(event.key)
        if voice is None:
            continue
        moved = replace(event, time_s=max(0.0, event.time_s + offset_s))
        events.append(moved if voice.sustain else replace(moved, sustain_s=0.0, envelope=()))
    return replace(request.events, events=tuple(events))
