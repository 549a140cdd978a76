from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.training.data.clip_folders import find_sources


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_a_flat_folder_holds_one_clip_a_file(tmp_path: Path) -> None:
    _touch(tmp_path, "b.mov", "a.mp4", "a.mkv", "notes.txt", ".hidden.mp4", "lone.wav")
    sources = find_sources(tmp_path)
    assert [source.video.name for source in sources] == ["a.mkv", "a.mp4", "b.mov"]
    assert all(source.kind == "" and not source.sounds for source in sources)


def test_vas_as_collected_and_its_features_folder_hold_each_clip_once(tmp_path: Path) -> None:
    _touch(tmp_path, "VAS/dog/videos/d1.mp4", "VAS/gun/videos/g1.mp4")
    assert [(s.kind, s.video.name) for s in find_sources(tmp_path / "VAS")] == [("dog", "d1.mp4"), ("gun", "g1.mp4")]
    features = tmp_path / "features"
    for kind, name in (("dog", "d1"), ("drum", "u1")):
        _touch(
            features,
            f"{kind}/videos_10s_21.5fps/{name}.mp4",
            f"{kind}/videos_algin/{name}.mp4",
            f"{kind}/audio_10s_22050hz/{name}.wav",
            f"{kind}/audio_ori/{name}.wav",
        )
    sources = find_sources(features)
    assert [(s.kind, s.video.parent.name) for s in sources] == [
        ("dog", "videos_10s_21.5fps"),
        ("drum", "videos_10s_21.5fps"),
    ]
    assert [sound.parent.name for sound in sources[0].sounds] == ["audio_10s_22050hz", "audio_ori"]


def test_classes_may_lie_under_one_folder_of_videos(tmp_path: Path) -> None:
    _touch(tmp_path, "videos/dog/d1.mp4", "videos/cough/d1.mp4")
    assert [(s.kind, s.video.parent.name) for s in find_sources(tmp_path)] == [("cough", "cough"), ("dog", "dog")]


def test_no_folder_and_no_clips_are_clear(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no such folder"):
        find_sources(tmp_path / "none")
    with pytest.raises(FoleyError, match="no video file"):
        find_sources(tmp_path)
