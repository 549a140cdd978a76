"""What is in a file that was written, in a line: streams and length."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from foleystudio.media.containers import open_container
from foleystudio.media.probe import AudioStreamInfo, probe

_CODECS = {
    "aac": "AAC", "pcm_s16le": "16-bit PCM", "pcm_s24le": "24-bit PCM", "pcm_f32le": "32-bit float", "flac": "FLAC",
    "opus": "Opus", "h264": "H.264", "hevc": "HEVC", "prores": "ProRes", "dnxhd": "DNxHD", "mpeg2video": "MPEG-2",
    "vp9": "VP9", "av1": "AV1",
}  # fmt: skip


def holds(path: Path) -> str:
    """``H.264 1920 x 1080, 2 sounds (24-bit PCM stereo; AAC 5.1 ger), 1 subtitle, 3 chapters, 12.0 s``.

    Raises
    ------
    FoleyError
        When the file cannot be read.
    """
    info = probe(path)
    parts = []
    if info.video is not None:
        video = info.video
        parts.append(f"{_CODECS.get(video.codec, video.codec)} {video.display_width} × {video.display_height}")
    if len(info.audio) == 1:
        parts.append(_sound(info.audio[0]))
    elif info.audio:
        parts.append(f"{len(info.audio)} sounds ({'; '.join(map(_sound, info.audio))})")
    with open_container(path) as container:
        kinds = Counter(stream.type for stream in container.streams)
        counts = {"subtitle": kinds["subtitle"], "attached file": kinds["attachment"]}
        # A sound file's cue points are the studio's markers; FFmpeg reads them as chapters.
        counts["chapter" if info.video is not None else "marker"] = len(container.chapters())
    parts += [f"{count} {what}{'s' * (count > 1)}" for what, count in counts.items() if count]
    return ", ".join([*parts, f"{float(info.duration_s):.1f} s"])


def _sound(stream: AudioStreamInfo) -> str:
    rate = f"{stream.rate_hz / 1000:g} kHz"
    return " ".join(filter(None, (_CODECS.get(stream.codec, stream.codec), stream.layout, rate, stream.language)))
