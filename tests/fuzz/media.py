"""Clips and sounds: whole ones damaged, playlists, patterns, and what only looks like a file."""

from __future__ import annotations

import os
from fractions import Fraction
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

from tests.clips import write_clip
from tests.fuzz.kinds import Doing, Kind, Place, mangled, type_in

_ENDINGS = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".wav", ".flac")


def prepare(examples: Path) -> None:
    """Small clips of the usual containers; each is looked at once."""
    sound = np.sin(np.arange(24_000) / 20, dtype=np.float32)[:, None] * np.float32(0.5)
    for ending in _ENDINGS:
        frames = 0 if ending in (".wav", ".flac") else 12
        codec = "libvpx" if ending == ".webm" else "libx264"
        path = write_clip(examples / f"clip{ending}", frames=frames, rate_fps=Fraction(25), codec=codec, audio=sound)
        type_in("inspect", path)
    (examples / "clip.264").write_bytes((examples / "clip.mkv").read_bytes())


def draw(draw: Random, place: Place) -> Doing:
    """A damaged clip mostly; else something that leads elsewhere."""
    made = _made(draw, place) if draw.random() < 0.25 else _damaged(draw, place)
    return partial(type_in, "inspect", made, *(["--json"] if draw.random() < 0.5 else []))


def _damaged(draw: Random, place: Place) -> Path:
    whole = place.examples / f"clip{draw.choice(_ENDINGS)}"
    named = place.given / f"clip{whole.suffix if draw.random() < 0.8 else draw.choice(_ENDINGS)}"
    named.write_bytes(mangled(whole.read_bytes(), draw))
    return named


def _made(draw: Random, place: Place) -> Path:
    ending = draw.choice((".m3u8", ".mp4", ".txt", ".ffconcat", ".mpd", ".sdp", ".wav", ".mov"))
    path = place.given / f"clip{ending}"
    secret = draw.choice(("secret.wav", "secret.mp4", "secret.txt"))
    target = draw.choice(
        (f"../outside/{secret}", str(place.outside / secret), f"file:{place.outside / secret}", path.name, "/dev/zero")
    )
    match draw.randrange(8):
        case 0:
            live = draw.choice(("#EXT-X-ENDLIST\n", ""))
            path.write_text(
                f"#EXTM3U\n#EXT-X-TARGETDURATION:{draw.choice((1, 10, 10**9))}\n#EXTINF:1,\n{target}\n{live}"
            )
        case 1:
            path.write_text(f"ffconcat version 1.0\nfile '{target}'\n" * draw.choice((1, 1000)))
        case 2:
            path.write_text(
                '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="dynamic"><Period><AdaptationSet '
                f'mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>{target}</BaseURL>'
                "</Representation></AdaptationSet></Period></MPD>"
            )
        case 3:
            path.write_text(
                "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=a\nc=IN IP4 127.0.0.1\nt=0 0\n"
                f"m=audio {draw.randint(1024, 65535)} RTP/AVP 0\n"
            )
        case 4:
            path = place.given / draw.choice(("clip%d.png", "clip%03d.jpg", "*.png", "clip-?.mp4"))
            path.write_bytes(b"\x89PNG\r\n\x1a\n" + draw.randbytes(40))
        case 5:
            os.mkfifo(path)
        case 6:
            path.symlink_to(draw.choice(("/dev/zero", "/dev/random", "/dev/stdin", "/dev/tty", path.name, "/dev")))
        case _:
            path.write_bytes(draw.randbytes(draw.choice((1, 100, 10_000))))
    return path


KIND = Kind("media", prepare, draw)
