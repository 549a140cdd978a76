"""``foleystudio inspect FILE``: what is in a media file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foleystudio.cli import terminal

if TYPE_CHECKING:
    from foleystudio.media.probe import AudioStreamInfo, ClipInfo
    from foleystudio.media.sound.levels.track_levels import TrackLevel
    from foleystudio.timebase import FrameTimes


def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A video or sound file.", show_default=False)],
    offset: Annotated[
        bool, typer.Option("--offset", help="Also estimate how late the sound is beside the picture (looks at both).")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what is in a video or sound file: exact rates, starts, timecode, frames, sound tracks and their levels."""
    from foleystudio.media.opening import look_at
    from foleystudio.media.sound.levels.track_levels import track_levels

    with terminal.working() as (progress, cancelled):
        info, frames = look_at(file, progress, cancelled)
        levels = track_levels(info, progress, cancelled)
        estimated = _offset(file, progress, cancelled) if offset else {}
    found = _description(info, levels) | estimated
    if frames is not None:
        found["video"] |= _frames(info, frames)
    if as_json:
        terminal.answer_json(found)
    else:
        terminal.answer("\n".join(_lines(found)))


def _description(info: ClipInfo, levels: list[TrackLevel | None]) -> dict[str, Any]:
    from foleystudio.media.sound.levels.track_levels import heard_track

    video, heard = info.video, heard_track(info.audio, levels)
    return {
        "file": str(info.path),
        "container": info.container,
        "duration_s": float(info.duration_s),
        "start_time_s": float(info.start_time),
        "video": None
        if video is None
        else {
            "codec": video.codec,
            "width": video.display_width,
            "height": video.display_height,
            "coded_width": video.coded_width,
            "coded_height": video.coded_height,
            "rotation_deg": video.rotation_deg,
            "rate_fps": float(video.rate_fps),
            "rate_fps_exact": str(video.rate_fps),
            "pixel_format": video.pixel_format,
            "start_time_s": float(video.start_time - info.start_time),
        },
        "audio": [
            _sound(number, stream, level, is_heard=number == heard + 1)
            | {"start_time_s": float(stream.start_time - info.start_time)}
            for number, (stream, level) in enumerate(zip(info.audio, levels, strict=True), start=1)
        ],
        "notes": list(info.notes),
    }


def _offset(file: Path, progress: terminal.Progress, cancelled: terminal.Interruption) -> dict[str, Any]:
    """By how much the sound comes after the picture, and how sure that is; None where they show too little."""
    from foleystudio.engine.clip import open_clip
    from foleystudio.engine.timing.offset import estimate_offset

    estimate = estimate_offset(open_clip(file, cancelled=cancelled), progress, cancelled)
    if estimate is None:
        return {"offset": None}
    return {"offset": {"ms": round(estimate.offset_ms), "certainty": round(estimate.confidence, 2)}}


def _of_offset(offset: dict[str, Any] | None) -> str:
    if offset is None:
        return "the picture shows too little of what is heard to estimate the offset"
    late = "late" if offset["ms"] >= 0 else "early"
    sure = f"{100 * offset['certainty']:.0f} % sure"
    return f"the sound seems {abs(offset['ms'])} ms {late} beside the picture ({sure}): offset {offset['ms']:+d} ms"


def _sound(number: int, stream: AudioStreamInfo, level: TrackLevel | None, *, is_heard: bool) -> dict[str, Any]:
    is_silent = level is not None and level.is_silent
    is_measured = level is not None and not is_silent
    return {
        "number": number,
        "codec": stream.codec,
        "rate_hz": stream.rate_hz,
        "channels": stream.channels,
        "layout": stream.layout,
        "duration_s": float(stream.duration_s),
        "language": stream.language or None,
        "title": stream.title or None,
        "flags": list(stream.flags),
        "silent": None if level is None else is_silent,
        "peak_dbfs": round(level.peak_dbfs, 1) if level is not None and is_measured else None,
        "rms_dbfs": round(level.rms_dbfs, 1) if level is not None and is_measured else None,
        "heard": is_heard,
    }


def _frames(info: ClipInfo, frames: FrameTimes) -> dict[str, Any]:
    from foleystudio.timebase import Timecode

    assert info.video is not None
    timecode = Timecode.of_clip(frames, info.video.rate_fps, info.start_timecode)
    return {
        "frames": len(frames),
        "variable_rate": frames.is_variable,
        "start_timecode": timecode.label(0) if info.start_timecode else None,
        "drop_frame": timecode.drop_frame,
    }


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [f"{found['file']}: {found['container']}, {found['duration_s']:.3f} s"]
    video = found["video"]
    if video:
        rate = f"{video['rate_fps']:.6g} fps" + (" on average (variable)" if video["variable_rate"] else "")
        turn = f", turned by {video['rotation_deg']} degrees" if video["rotation_deg"] else ""
        size = f"{video['width']}x{video['height']}"
        start = f", from {video['start_time_s']:.3f} s" if video["start_time_s"] else ""
        lines.append(f"  picture: {video['codec']}, {size}, {rate}, {video['frames']} frames{turn}{start}")
        if video["start_timecode"]:
            lines.append(f"  timecode: from {video['start_timecode']}" + (", drop-frame" * video["drop_frame"]))
    lines += [f"  sound track {stream['number']}: {', '.join(_of_sound(stream))}" for stream in found["audio"]]
    if not video:
        lines.append("  no picture")
    if not found["audio"]:
        lines.append("  no sound")
    if "offset" in found:
        lines.append(f"  {_of_offset(found['offset'])}")
    lines += [f"  {note}" for note in found["notes"]]
    return lines


def _of_sound(stream: dict[str, Any]) -> list[str]:
    """What is said of one sound track, part by part."""
    said = [stream["codec"], f"{stream['rate_hz']} Hz", stream["layout"], f"{stream['duration_s']:.3f} s"]
    said += [f"from {stream['start_time_s']:.3f} s"] if stream["start_time_s"] else []
    said += [stream["language"]] if stream["language"] else []
    said += [f'"{stream["title"]}"'] if stream["title"] else []
    said += [flag.replace("_", " ") for flag in stream["flags"]]
    if stream["silent"] is None:
        said.append("cannot be decoded")
    elif stream["silent"]:
        said.append("silent")
    else:
        said.append(f"peak {stream['peak_dbfs']:.1f} dBFS, RMS {stream['rms_dbfs']:.1f} dBFS")
    return [*said, "heard"] if stream["heard"] else said
