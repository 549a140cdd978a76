"""Which streams a written video has, in which order, and what of the clip has no place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.stream import AttachmentStream, Discard, Disposition, Stream
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream

from foleystudio.errors import FoleyError
from foleystudio.media.containers import sound_streams
from foleystudio.media.formats import OwnSound, VideoFormat
from foleystudio.media.muxing.copies import (
    add_copy,
    can_hold,
    holders,
    is_cover,
    kept_tags,
    set_language,
    told,
    unit_of,
)
from foleystudio.media.muxing.new_sound import NewSound
from foleystudio.media.muxing.subtitles import Converted, can_be_put

_WITH_CHAPTERS = {"mp4", "mov", "matroska"}


@dataclass
class Layout:
    """The streams of a video that is being written.

    Parameters
    ----------
    picture, sound
        The copied picture; the new sound.
    copies
        By the index of the clip's stream: its copy.
    converted
        By the index of the clip's stream: its subtitles in other words.
    notes
        Sentences on what of the clip was left out.
    """

    picture: Stream
    sound: NewSound
    copies: dict[int, Stream] = field(default_factory=dict)
    converted: dict[int, Converted] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """What is wanted.

    Parameters
    ----------
    form
        The kind of file.
    source
        The clip.
    picture
        Its moving picture.
    start
        The instant of its own clock that is 0 in the file.
    own, guide
        What becomes of its own sounds; which of them is the guide, counted from 0.
    """

    form: VideoFormat
    source: InputContainer
    picture: VideoStream
    start: Fraction
    own: OwnSound = OwnSound.REPLACE
    guide: int = 0

    @property
    def sounds(self) -> list[AudioStream]:
        """Those of the clip's own sounds that stay."""
        there = sound_streams(self.source)
        if self.own == OwnSound.ALONE:
            return []
        return [s for number, s in enumerate(there) if self.own != OwnSound.REPLACE or number != self.guide]

    @property
    def language(self) -> str:
        """Of the sound that is replaced: the new one is spoken in it too."""
        there = sound_streams(self.source)
        replaced = self.own == OwnSound.REPLACE and self.guide < len(there)
        return there[self.guide].metadata.get("language", "") if replaced else ""

    def others(self) -> list[Stream]:
        """What the clip holds beside pictures and sounds, without what writers make of tags and chapters."""
        chapter_track = bool(self.source.chapters()) and "mov" in self.source.format.name
        found: list[Stream] = []
        for stream in self.source.streams:
            is_text = chapter_track and stream.type == "data" and not stream.metadata.get("timecode")
            if stream.type in {"video", "audio"} and not is_cover(stream):
                continue
            if stream.metadata.get("timecode") and stream.type == "data":
                continue
            if is_text and not can_hold(self.form, self.source, [self.picture, stream]):
                continue  # the titles of the chapters once more
            found.append(stream)
        return found

    def check_picture(self) -> None:
        """Refuse a picture that the container cannot hold.

        Raises
        ------
        FoleyError
            When it cannot; the remedy names a kind of file that can.
        """
        if not can_hold(self.form, self.source, [self.picture]):
            elsewhere = holders(self.source, [self.picture], but=self.form)
            raise _refusal(self.form, [self.picture], f"write a {elsewhere}" if elsewhere else "convert the clip first")

    def checked_sounds(self, notes: list[str]) -> list[AudioStream]:
        """The sounds that stay; those asked for are refused where they cannot, further ones left out with a word.

        Raises
        ------
        FoleyError
            When one that was asked for cannot be held.
        """
        kept: list[AudioStream] = []
        for sound in self.sounds:
            if can_hold(self.form, self.source, [self.picture, sound]):
                kept.append(sound)
            elif self.own == OwnSound.REPLACE:
                notes.append(self.left_out([sound]))
            else:
                elsewhere = holders(self.source, [self.picture, sound], but=self.form)
                write = f"write a {elsewhere}, or " if elsewhere else ""
                raise _refusal(self.form, [self.picture, sound], f"{write}leave out the clip's own sound")
        return kept

    def left_out(self, streams: Sequence[Stream]) -> str:
        """A sentence on what has no place."""
        what = " and ".join(dict.fromkeys(map(told, streams)))
        elsewhere = holders(self.source, [self.picture, *streams], but=self.form)
        return f"{self.form.title} cannot hold {what}: left out{f'; a {elsewhere} can' if elsewhere else ''}."


def lay_out(plan: Plan, target: OutputContainer, new_sound: Callable[[], NewSound]) -> Layout:
    """Add all streams to a file whose header is not written yet.

    Parameters
    ----------
    plan
        What is wanted.
    target
        The file.
    new_sound
        Adds the new sound.

    Raises
    ------
    FoleyError
        When the container cannot hold the picture or a sound that was asked for.
    """
    notes: list[str] = []
    plan.check_picture()
    sounds = plan.checked_sounds(notes)
    copies: dict[int, Stream] = {}

    def copy(stream: Stream) -> Stream:
        copies[stream.index] = added = add_copy(target, plan.form, plan.source, stream)
        added.time_base = unit_of(plan.form, stream, plan.start)
        return added

    picture = copy(plan.picture)
    picture.disposition = Disposition.default
    comes_last = plan.own == OwnSound.AFTER and bool(sounds)
    sound = new_sound() if not comes_last else None
    for own in sounds:
        added = copy(own)
        if not comes_last:
            added.disposition = own.disposition & ~Disposition.default
    if sound is None:
        sound = new_sound()
        sound.stream.disposition = Disposition(0)
    set_language(sound.stream, plan.form, plan.language)
    layout = Layout(picture, sound, copies, {}, notes)
    _add_others(plan, target, layout, copy)
    _add_words(plan, target, layout)
    for stream in plan.source.streams:
        if stream.index not in copies and stream.index not in layout.converted:
            stream.discard = Discard.all
    return layout


def _add_others(plan: Plan, target: OutputContainer, layout: Layout, copy: Callable[[Stream], Stream]) -> None:
    homeless: list[Stream] = []
    for stream in plan.others():
        if isinstance(stream, AttachmentStream):
            if plan.form.container == "matroska":
                add_copy(target, plan.form, plan.source, stream)
            else:
                homeless.append(stream)
        elif can_hold(plan.form, plan.source, [plan.picture, stream]):
            copy(stream)
        elif isinstance(stream, SubtitleStream) and can_be_put(plan.form, stream):
            layout.converted[stream.index] = Converted(target, plan.form, stream)
        else:
            homeless.append(stream)
    layout.notes.extend(plan.left_out([stream]) for stream in _one_a_kind(homeless))


def _one_a_kind(streams: Iterable[Stream]) -> list[Stream]:
    return list({told(stream): stream for stream in streams}.values())


def _add_words(plan: Plan, target: OutputContainer, layout: Layout) -> None:
    """Tags, the first frame's timecode, and chapters, counted from the clip's beginning."""
    target.metadata.update(kept_tags(plan.source))
    labels = [s.metadata.get("timecode", "") for s in plan.source.streams if s.type == "data"]
    if any(labels) and not any(key.lower() == "timecode" for key in layout.picture.metadata):
        layout.picture.metadata["timecode"] = next(filter(None, labels))
    chapters = [_moved(chapter, plan.start) for chapter in plan.source.chapters()]
    chapters = [chapter for chapter in chapters if chapter["end"] > 0]
    if not chapters:
        return
    if plan.form.container in _WITH_CHAPTERS:
        target.set_chapters(chapters)
    else:
        layout.notes.append(f"{plan.form.title} cannot hold chapters: left out; a .mov or .mkv can.")


def _moved(chapter: Any, start: Fraction) -> Any:
    shift = round(start / chapter["time_base"])
    return {**chapter, "start": max(0, chapter["start"] - shift), "end": chapter["end"] - shift}


def _refusal(form: VideoFormat, streams: list[Stream], remedy: str) -> FoleyError:
    return FoleyError(f"{form.title} cannot hold {' with '.join(map(told, streams))}", remedy=remedy)
