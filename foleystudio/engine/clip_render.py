"""The whole path from files to a file: clip and references in, re-performed sound out, with or without the picture."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.clip import Clip, background_of, open_clip
from foleystudio.engine.exemplar.references.trim import note_on_length
from foleystudio.engine.loudness.limited_stream import HEARD_DB, held_db
from foleystudio.engine.render.dispatch import TakeStream, stream
from foleystudio.engine.request import (
    Cancelled,
    Progress,
    Renderer,
    SynthesisRequest,
    SynthesisSettings,
    Timing,
    never_cancelled,
    no_progress,
)
from foleystudio.engine.takes.sources.guide_loudness import guide_loudness
from foleystudio.engine.takes.sources.shown_picture import shown_picture
from foleystudio.engine.timing.source import choose, propose_candidates
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import check_place, is_same
from foleystudio.files.json_text import read_bytes
from foleystudio.media.formats import (
    SOUND_FORMATS,
    VIDEO_FORMATS,
    OwnSound,
    has_suffix_of,
    listed,
    sound_format,
    usual_suffixes,
)
from foleystudio.media.mux import mux
from foleystudio.media.sound.files import Broadcast, SoundWriter
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.events import EventTrack, decode_events
from foleystudio.project.proposals import DEFAULT_SENSITIVITY, Candidates
from foleystudio.project.settings import Voices, insist
from foleystudio.timebase import STUDIO_RATE_HZ

LONGEST_REFERENCE_S = 600.0
"""Of longer references the beginning is searched for the part that is used: nobody performs an hour of hits."""

# Shares of the whole that the stages take, for the progress bar: reading and analysing the picture is most of it.
_STAGES = {"open": 0.05, "references": 0.1, "timing": 0.6, "render": 1.0}

Note = Callable[[str], None]


@dataclass(frozen=True)
class RenderJob:
    """What is asked for.

    Parameters
    ----------
    clip
        The video.
    references
        Sounds, or videos with sound, that the clip is re-performed with; used in turn.
    out
        Ends as a row of `VIDEO_FORMATS` says for the clip with its new sound, of `SOUND_FORMATS` for the sound alone.
    timing
        Which source proposes the events ...
    events
        ... unless they are given: a file of events.
    settings, renderer, model
        How they are performed.
    keep_guide
        Keep the clip's own sound as a second track beside the new one (videos only).
    sound_track
        Which of the clip's sound tracks is its own sound, counted from 0; None takes the one meant to be heard.
    sensitivity, voices
        How readily a source proposes, and whether spoken syllables of the clip's own sound are events.
    person
        Whose events, of a timing that is about people; counted from 1 from left to right.
    """

    clip: Path
    references: tuple[Path, ...]
    out: Path
    timing: Timing = Timing.AUTO
    events: Path | None = None
    settings: SynthesisSettings = field(default_factory=SynthesisSettings)
    renderer: Renderer = Renderer.EXEMPLAR
    model: str | None = None
    keep_guide: bool = False
    sound_track: int | None = None
    sensitivity: float = DEFAULT_SENSITIVITY
    voices: Voices = Voices.IGNORE
    person: int | None = None

    def __post_init__(self) -> None:
        insist(self, references=tuple, timing=Timing, renderer=Renderer, voices=Voices)


@dataclass(frozen=True)
class RenderedClip:
    """What was made.

    Parameters
    ----------
    out
        The file.
    duration_s, sample_rate_hz, channels
        Of the sound in it.
    events
        What it was performed on.
    timing
        Where the events came from.
    timings_s
        Seconds that each stage took.
    """

    out: Path
    duration_s: float
    sample_rate_hz: int
    channels: int
    events: EventTrack
    timing: Timing
    timings_s: dict[str, float]


def render_clip(
    job: RenderJob,
    *,
    note: Note = lambda _sentence: None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> RenderedClip:
    """Re-perform a clip with reference sounds, into a file that appears whole or not at all.

    Parameters
    ----------
    note
        Told, a sentence each, what a user may want to know: a long reference that was cut, say.

    Raises
    ------
    FoleyError
        When a file cannot be read or written, or lacks what is asked of it.
    CancelledError
        When the user cancelled.
    """
    _check(job)
    clock = _Clock(progress)
    with clock.stage("open") as told:
        given = read_events(job.events) if job.events is not None else None
        clip = open_clip(job.clip, told, cancelled).hearing(job.sound_track)
        for sentence in clip.notes:
            note(sentence)
    with clock.stage("references") as told:
        references = _read_references(job.references, note, told, cancelled)
        background = background_of(clip, cancelled=cancelled) if job.settings.hears_guide else None
        guide = guide_loudness(clip, cancelled) if job.settings.matches_guide else None
    with clock.stage("timing") as told:
        picture = shown_picture(clip, job.renderer, job.model, told, cancelled)
        if picture is not None:
            events, timing = EventTrack(), Timing.PICTURE
        else:
            events, timing = _timed(clip, given, job, note, told, cancelled)
    request = SynthesisRequest(
        clip.duration_s, events, references, background, job.settings, job.renderer, job.model, STUDIO_RATE_HZ,
        guide=guide, picture=picture,
    )  # fmt: skip
    with clock.stage("render") as told:
        take = stream(request, told, cancelled)
        spent = _write(job, take, clip.midnight_samples, cancelled)
    _note_limiter(held_db(take.held), note)
    total = clock.timings_s.pop("render")
    timings_s = clock.timings_s | {"synthesis": total - spent, "write": spent}
    return RenderedClip(
        job.out, take.n_samples / take.rate_hz, take.rate_hz, take.channels, events, timing,
        timings_s | {"total": sum(timings_s.values())},
    )  # fmt: skip


def _timed(
    clip: Clip, given: EventTrack | None, job: RenderJob, note: Note, progress: Progress, cancelled: Cancelled
) -> tuple[EventTrack, Timing]:
    """The events that were given, or else those that the job's source finds; and where they are from."""
    if given is not None:
        events, timing = given, Timing.FILE
    else:
        found, timing = propose_candidates(clip, job.timing, progress, cancelled, job.person)
        events = _events_of(clip, found, timing, job, note)
    _note_events(events, timing, clip, job.settings.offset_ms, note)
    return events, timing


def read_events(path: Path) -> EventTrack:
    """Read an event file.

    Raises
    ------
    FoleyError
        When it is missing, unreadable or malformed.
    """
    return decode_events(read_bytes(path), file=path)


class _Clock:
    """Times the stages and maps each one's progress onto its part of the whole."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._begun = 0.0
        self.timings_s: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[Progress]:
        start, stop = self._begun, _STAGES[name]
        started = time.perf_counter()
        yield lambda share, what: self._progress(start + (stop - start) * share, what)
        self.timings_s[name] = time.perf_counter() - started
        self._begun = stop


def _check(job: RenderJob) -> None:
    """Refuse at once what would only fail after minutes of work."""
    is_sound = has_suffix_of(job.out, SOUND_FORMATS)
    videos, sounds = usual_suffixes(VIDEO_FORMATS), usual_suffixes(SOUND_FORMATS)
    if not is_sound and not has_suffix_of(job.out, VIDEO_FORMATS):
        raise FoleyError(
            "it cannot be told what kind of file to write", file=job.out,
            remedy=f"end its name in {listed(videos)} for the video, in {listed(sounds)} for the sound alone",
        )  # fmt: skip
    if job.keep_guide and is_sound:
        raise FoleyError(
            "the clip's own sound is kept as a track beside the new one, which a sound file has no room for",
            file=job.out, remedy=f"write a {listed(videos)}, or leave the clip's sound out",
        )  # fmt: skip
    if not job.references:
        raise FoleyError("there is no reference sound", remedy="name the sound that the clip is re-performed with")
    if any(is_same(job.out, path) for path in (job.clip, *job.references)):
        raise FoleyError("it would be overwritten by its own rendering", file=job.out, remedy="choose another name")
    check_place(job.out)


def _read_references(
    paths: tuple[Path, ...], note: Note, progress: Progress, cancelled: Cancelled
) -> tuple[Sound, ...]:
    sounds = []
    for number, path in enumerate(paths):
        progress(number / len(paths), "reading the references")
        sound = read_sound(path, STUDIO_RATE_HZ, duration_s=LONGEST_REFERENCE_S, note=note, cancelled=cancelled)
        if (sentence := note_on_length(sound)) is not None:
            note(sentence)
        sounds.append(sound)
    return tuple(sounds)


def _events_of(clip: Clip, found: Candidates, timing: Timing, job: RenderJob, note: Note) -> EventTrack:
    """What is certain enough, or else the best guesses: silence is what nobody asked for."""
    if job.timing == Timing.AUTO:
        note(_why(clip, timing))
    events, is_guessed = found.events_or_best(job.sensitivity, job.voices == Voices.IGNORE)
    if is_guessed:
        many = "the best guess is" if len(events) == 1 else f"the {len(events)} best guesses are"
        note(f"No event is certain enough: {many} performed, {found.surest:.0%} sure at most. Look at them.")
    return events


def _why(clip: Clip, used: Timing) -> str:
    """Why ``auto`` took the timing that it took."""
    chosen, why = choose(clip)
    return why if used is chosen else "Timing is taken from the picture: nothing stands out in the clip's own sound."


def _note_events(events: EventTrack, timing: Timing, clip: Clip, offset_ms: float, note: Note) -> None:
    late = sum(event.time_s + offset_ms / 1000 >= clip.duration_s for event in events)
    if late:
        note(f"{late} of {len(events)} events lie after the end of {clip.path.name} and are not heard.")
    if not len(events):
        note(f"{clip.path.name}: the {timing} timing has no events, so nothing will be heard.")


def _note_limiter(taken_off_db: float, note: Note) -> None:
    if taken_off_db >= HEARD_DB:
        note(f"The limiter takes up to {taken_off_db:.1f} dB off the loudest hits; less gain leaves them as they are.")


def _write(job: RenderJob, take: TakeStream, midnight: int, cancelled: Cancelled) -> float:
    """Write the take as it is made, ``midnight`` samples after 00:00:00:00; answers the writing's own seconds."""
    making = 0.0

    def timed() -> Iterator[Wave]:
        nonlocal making
        while True:
            started = time.perf_counter()
            block = next(take.blocks, None)
            making += time.perf_counter() - started
            if block is None:
                return
            yield block

    started = time.perf_counter()
    if has_suffix_of(job.out, SOUND_FORMATS):
        _write_sound(job, take, timed(), midnight)
    else:
        mux(
            job.clip, timed(), job.out,
            rate_hz=take.rate_hz, channels=take.channels, cancelled=cancelled,
            own=OwnSound.BEFORE if job.keep_guide else OwnSound.REPLACE,
        )  # fmt: skip
    return time.perf_counter() - started - making


def _write_sound(job: RenderJob, take: TakeStream, blocks: Iterable[Wave], midnight: int) -> None:
    # No hour of writing is told: equal renderings shall be equal files.
    says_when = midnight > 0 and sound_format(job.out).is_broadcast
    broadcast = Broadcast(midnight, is_dated=False) if says_when else None
    with SoundWriter(job.out, take.rate_hz, take.channels, broadcast=broadcast) as writer:
        for block in blocks:
            writer.write(block)
