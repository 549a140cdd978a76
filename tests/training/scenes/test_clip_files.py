from pathlib import Path

from foleystudio.media.probe import probe
from foleystudio.project.events import decode_events
from foleystudio.training.scenes.audiovisual import draw_audiovisual_scene
from foleystudio.training.scenes.clip_files import EVENTS_SUFFIX, write_scene_clip


def test_a_scene_is_a_clip_with_sound_and_its_events_beside_it(tmp_path: Path) -> None:
    scene = draw_audiovisual_scene(3, 0.5, (), "striker", simulated=False)
    clip = tmp_path / "scene.mp4"
    write_scene_clip(clip, scene)
    found = probe(clip)
    assert found.video is not None
    assert found.audio
    assert len(decode_events(clip.with_suffix(EVENTS_SUFFIX).read_bytes())) == len(scene.visible)
