from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from foleystudio.dsp.spectra.mel import PAPER, log_mel
from foleystudio.engine.picture.features import MOTION_DIM
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.sound.reader import read_sound
from foleystudio.training.data.clip_windows import Cutting
from foleystudio.training.data.preprocess import prepare_folder
from foleystudio.training.data.window_files import Windows, read_index
from tests.clips import write_clip

_CUTTING = Cutting(frames=43)  # 2 s


def _clicks(seconds: float, times_s: tuple[float, ...], level: float = 0.5) -> NDArray[np.float32]:
    rate = 48_000
    wave = np.zeros(int(seconds * rate), np.float32)
    ring = np.exp(-np.arange(rate // 5) / 800) * np.sin(np.arange(rate // 5) * 0.2)
    for time_s in times_s:
        at = int(time_s * rate)
        wave[at : at + len(ring)] += (level * ring)[: len(wave) - at].astype(np.float32)
    return wave[:, None]


def _clip(folder: Path, name: str, seconds: float = 2.0, **how: Any) -> Path:
    how = {"audio": _clicks(seconds, (0.5, 1.2)), **how}
    folder.mkdir(parents=True, exist_ok=True)
    return write_clip(folder / name, frames=max(1, int(25 * seconds)), **how)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two good clips, and one of every bad kind."""
    folder = tmp_path_factory.mktemp("clips")
    _clip(folder / "hammer", "good.mp4", seconds=4.2, audio=_clicks(4.2, (0.5, 1.2, 2.5, 3.8)))
    _clip(folder / "gun", "other.mkv", audio=_clicks(2.0, (0.3, 0.9)), audio_codec="pcm_s16le")
    _clip(folder, "silent.mp4", audio=np.zeros((96_000, 1), np.float32))
    _clip(folder, "no-sound.mp4", audio=None)
    _clip(folder, "one-frame.mp4", seconds=0.04)
    broken = _clicks(2.0, (0.5,))
    broken[30_000:30_100] = np.nan
    _clip(folder, "nan.mkv", audio=broken, audio_codec="pcm_f32le")
    whole = _clip(folder, "truncated.mp4").read_bytes()
    (folder / "truncated.mp4").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.mp4").touch()
    write_clip(folder / "no-picture.mp4", frames=0, audio=_clicks(1.0, (0.5,)))
    return folder


def test_good_clips_become_windows_and_bad_ones_are_told(clips: Path, tmp_path: Path) -> None:
    told: list[str] = []
    index = prepare_folder(clips, tmp_path, _CUTTING, report=lambda _done, _total, what: told.append(what))
    assert len(told) == 9
    assert {(e.kind, e.windows) for e in index.entries} == {("hammer", 2), ("gun", 1)}
    why = {Path(skipped.source).name: skipped.why for skipped in index.skipped}
    assert why.keys() == {
        *("silent.mp4", "no-sound.mp4", "one-frame.mp4", "nan.mkv", "truncated.mp4", "empty.mp4", "no-picture.mp4")
    }
    assert "no sound" in why["no-sound.mp4"]
    assert "nothing to hear" in why["silent.mp4"]
    assert "one frame" in why["one-frame.mp4"]
    assert "no numbers" in why["nan.mkv"] or "not numbers" in why["nan.mkv"]
    assert read_index(tmp_path) == index


def test_a_window_is_the_clip_s_own_mel_events_and_motion(clips: Path, tmp_path: Path) -> None:
    only = tmp_path / "only"
    only.mkdir()
    (only / "good.mp4").write_bytes((clips / "hammer" / "good.mp4").read_bytes())
    prepare_folder(only, tmp_path / "out", _CUTTING)
    first, second = Windows(tmp_path / "out", False).take([0]), Windows(tmp_path / "out", True).take([0])
    sound = read_sound(only / "good.mp4", PAPER.rate_hz).mono()
    whole = log_mel(torch.from_numpy(np.ascontiguousarray(sound)), PAPER)
    for rows, start in ((first, 0), (second, 172)):
        assert rows["mel"].shape == (1, 80, 172)
        assert rows["features"].shape == (1, 43, MOTION_DIM)
        assert rows["features"].any()
        assert (rows["mel"][0] - whole[:, start : start + 172]).abs().max() < 2e-3
    onsets = first["raster"][0, 0].nonzero().squeeze(1) * (256 / 22_050)
    assert onsets.tolist() == pytest.approx([0.5, 1.2], abs=0.03)


def test_it_goes_on_where_it_was_stopped(clips: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop_after(count: int) -> Callable[[], bool]:
        asked = iter(range(10**6))
        return lambda: next(asked) >= count

    with pytest.raises(CancelledError):
        prepare_folder(clips / "hammer", tmp_path, _CUTTING, cancelled=stop_after(1))
    with pytest.raises(FoleyError, match="holds no windows"):
        Windows(tmp_path, False)
    prepare_folder(clips / "hammer", tmp_path, _CUTTING)
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.safetensors")}
    index = prepare_folder(clips, tmp_path, _CUTTING)
    assert len(index.entries) == 2
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in stamps.items())
    with pytest.raises(FoleyError, match="cut otherwise"):
        prepare_folder(clips, tmp_path, Cutting(frames=86))


def test_several_processes_do_the_same(clips: Path, tmp_path: Path) -> None:
    one = prepare_folder(clips, tmp_path / "one", _CUTTING)
    two = prepare_folder(clips, tmp_path / "two", _CUTTING, workers=2)
    assert one == two


def test_a_folder_without_a_good_clip_is_a_clear_error(tmp_path: Path) -> None:
    _clip(tmp_path / "clips", "silent.mp4", audio=np.zeros((96_000, 1), np.float32))
    with pytest.raises(FoleyError, match="none of its 1 clips can be used"):
        prepare_folder(tmp_path / "clips", tmp_path / "out", _CUTTING)


def test_sound_beside_the_picture_and_copies(tmp_path: Path) -> None:
    import soundfile

    clips = tmp_path / "clips"
    _clip(clips / "dog" / "videos_10s_21.5fps", "d.mp4", audio=None, rate_fps=Fraction(43, 2))
    (clips / "dog" / "audio_10s_22050hz").mkdir()
    soundfile.write(clips / "dog" / "audio_10s_22050hz" / "d.wav", _clicks(2.0, (0.6,)), 48_000)
    for name in ("e.mp4", "e2.mp4"):
        _clip(clips, name)
    index = prepare_folder(clips, tmp_path / "out", _CUTTING)
    assert [(e.kind, e.windows) for e in index.entries] == [("dog", 1), ("", 1)]
    assert [skipped.why for skipped in index.skipped] == ["it is a copy of another clip"]
