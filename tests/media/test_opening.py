from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foleystudio.errors import FoleyError
from foleystudio.media.opening import look_at
from tests.media.joined import Recording, clicks, write_joined


def test_an_ordinary_clip(tmp_path: Path) -> None:
    from tests.clips import write_clip

    info, frames = look_at(write_clip(tmp_path / "a.mp4", frames=50, audio=clicks((0.5,), 2)))
    assert frames is not None
    assert (float(info.duration_s), len(frames), info.notes) == (2.0, 50, ())


def test_a_sound_has_no_frames(tmp_path: Path) -> None:
    from foleystudio.dsp.sound import Sound
    from foleystudio.media.sound.files import write_sound

    write_sound(tmp_path / "a.wav", Sound(np.zeros((4800, 1), np.float32), 48_000))
    info, frames = look_at(tmp_path / "a.wav")
    assert frames is None
    assert float(info.duration_s) == 0.1


def test_a_joined_clip_is_as_long_as_its_parts(tmp_path: Path) -> None:
    parts = Recording(50, (0.5,)), Recording(25, (0.5,))
    for name, seconds in (("a.ts", 3), ("a.mkv", 3), ("a.avi", 3)):
        info, frames = look_at(write_joined(tmp_path / name, *parts))
        assert frames is not None
        assert len(frames) == 75
        assert float(info.duration_s) == pytest.approx(seconds, abs=0.15)
        assert float(info.audio[0].duration_s) == pytest.approx(seconds, abs=0.15)


def test_a_raw_stream_is_as_long_as_its_frames(tmp_path: Path) -> None:
    import av

    from tests.clips import numbered_picture

    path = tmp_path / "a.264"
    with av.open(str(path), "w", format="h264") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast", "bf": "0"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number in range(50):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(numbered_picture(number, (96, 64)), "rgb24")))
        container.mux(stream.encode(None))
    info, frames = look_at(path)
    assert frames is not None
    assert (len(frames), float(info.duration_s)) == (50, pytest.approx(2.0, abs=0.05))


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_bytes(b"\x47" + bytes(187))
    with pytest.raises(FoleyError):
        look_at(tmp_path / "a.ts")
