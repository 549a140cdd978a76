"""``foleystudio inspect FILE``: what is in a media file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foleystudio.cli import terminal

if TYPE_CHECKING:
    from foleystudio.media.probe import ClipInfo
    from foleystudio.timebase import FrameTimes


def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A video or sound file.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what is in a video or sound file: streams, exact rates, starts, timecode, frames."""
    from foleystudio.media.opening import look_at

    with terminal.working() as (progress, cancelled):
        info, frames = look_at(file, progress, cancelled)
    found = _description(info)
    if frames is not None:
        found["video"] |= _frames(info, frames)
    if as_json:
        terminal.answer_json(found)
    else:
        terminal.answer("\n".join(_lines(found)))


def _description(info: ClipInfo) -> dict[str, Any]:
    video = info.video
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
            {
                "codec": stream.codec,
                "rate_hz": stream.rate_hz,
                "channels": stream.channels,
                "layout": stream.layout,
                "duration_s": float(stream.duration_s),
                "start_time_s": float(stream.start_time - info.start_time),
            }
            for stream in info.audio
        ],
        "notes": list(info.notes),
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
    for stream in found["audio"]:
        start = f", from {stream['start_time_s']:.3f} s" if stream["start_time_s"] else ""
        kind = f"{stream['codec']}, {stream['rate_hz']} Hz, {stream['layout']}"
        lines.append(f"  sound: {kind}, {stream['duration_s']:.3f} s{start}")
    if not video:
        lines.append("  no picture")
    if not found["audio"]:
        lines.append("  no sound")
    lines += [f"  {note}" for note in found["notes"]]
    return lines
