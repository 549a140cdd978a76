from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from wavinfo import WavInfoReader

from foleystudio.engine.picture.features import MOTION_DIM
from foleystudio.engine.timing.people import cast as casting
from foleystudio.media.sound.reader import read_sound
from tests.cli.conftest import RATE_HZ, Foley, hits
from tests.conftest import MakeClip
from tests.engine.from_picture.saved_systems import saved_system
from tests.engine.timing.people.test_feet import cast
from tests.engine.timing.people.walker import Walk, regular_steps
from tests.media.made import Shot

TIMES_S = [0.4, 1.1, 1.9]


@pytest.fixture
def clip(make_clip: MakeClip) -> Path:
    """Three seconds with three knocks of its own sound."""
    return make_clip("clip.mov", frames=75, audio=hits(TIMES_S, 3.0))


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    path = tmp_path / "events.json"
    events = [{"time_s": time_s, "strength": 1.0, "sustain_s": 0.0} for time_s in TIMES_S]
    path.write_text(json.dumps({"version": 1, "events": events}), encoding="utf-8")
    return path


def level_at(path: Path, time_s: float) -> float:
    """RMS of the 50 ms after an instant."""
    sound = read_sound(path, RATE_HZ).mono()
    at = round(time_s * RATE_HZ)
    return float(np.sqrt(np.mean(sound[at : at + RATE_HZ // 20] ** 2)))


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp4", ".mov", ".mkv"])
def test_events_sound_where_they_are(
    foley: Foley, clip: Path, knock: Path, marks: Path, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"out{suffix}"
    outcome = foley("render", clip, "--reference", knock, "-o", out, "--timing", marks, "--json")
    made = outcome.json()
    assert outcome.code == 0, outcome.err
    assert made["out"] == str(out)
    assert (made["sample_rate_hz"], made["seed"], made["timing"]) == (RATE_HZ, 0, "file")
    assert made["duration_s"] == pytest.approx(3.0, abs=1e-3)
    assert [event["time_s"] for event in made["events"]] == TIMES_S
    assert {"open", "references", "timing", "synthesis", "write", "total"} == set(made["timings_s"])
    assert all(seconds >= 0 for seconds in made["timings_s"].values())
    for time_s in TIMES_S:
        assert level_at(out, time_s) > 0.01
        assert level_at(out, time_s - 0.1) < 0.001


@pytest.mark.shipped_models
@pytest.mark.parametrize("renderer", ["hybrid", "varietysound"])
def test_the_shipped_networks_perform(
    foley: Foley, clip: Path, knock: Path, marks: Path, tmp_path: Path, renderer: str
) -> None:
    out, plain = tmp_path / "out.wav", tmp_path / "plain.wav"
    arguments = ["--reference", knock, "--timing", marks, "--json"]
    outcome = foley("render", clip, "-o", out, *arguments, "--renderer", renderer)
    assert outcome.code == 0, outcome.err
    assert outcome.json()["renderer"] == renderer
    assert foley("render", clip, "-o", plain, *arguments, "--renderer", "exemplar").code == 0
    by_networks, by_grains = (read_sound(path, RATE_HZ).mono() for path in (out, plain))
    assert np.abs(by_networks - by_grains).max() > 1e-3
    for time_s in TIMES_S:
        assert level_at(out, time_s) > 0.01
        assert level_at(out, time_s) == pytest.approx(level_at(plain, time_s), rel=0.6)
        assert level_at(out, time_s - 0.1) < 0.002


@pytest.mark.shipped_models
def test_with_nothing_else_said_the_shipped_networks_perform(
    foley: Foley, clip: Path, knock: Path, tmp_path: Path
) -> None:
    outcome = foley("render", clip, "--reference", knock, "-o", tmp_path / "out.wav", "--json")
    assert outcome.json()["renderer"] == "hybrid"


@pytest.mark.parametrize(
    ("renderer", "count", "said"),
    [("exemplar", 2, "exemplar renderer plays"), ("hybrid", 1, "there is one"), ("hybrid", 3, "after the second")],
)
@pytest.mark.shipped_models
def test_morphing_that_cannot_be_as_it_was_meant_is_told(
    foley: Foley, clip: Path, knock: Path, marks: Path, tmp_path: Path, renderer: str, count: int, said: str
) -> None:
    arguments = ["render", clip, *["--reference", knock] * count, "--timing", marks, "--renderer", renderer]
    assert said in foley(*arguments, "--morph", "0.5", "-o", tmp_path / "morphed.wav").err
    assert "--morph" not in foley(*arguments, "-o", tmp_path / "plain.wav").err


@pytest.mark.shipped_models
def test_two_references_are_morphed_without_a_word(
    foley: Foley, clip: Path, knock: Path, marks: Path, tmp_path: Path
) -> None:
    arguments = ["--reference", knock, "--reference", knock, "--morph", "0.5", "--timing", marks]
    outcome = foley("render", clip, *arguments, "--renderer", "hybrid", "-o", tmp_path / "out.wav")
    assert outcome.code == 0
    assert "--morph" not in outcome.err


@pytest.mark.shipped_models
def test_networks_keep_the_level_of_a_guide_s_sustained_events(
    foley: Foley, make_clip: MakeClip, knock: Path, tmp_path: Path
) -> None:
    scrape = 0.2 * np.random.default_rng(0).standard_normal(2 * RATE_HZ).astype(np.float32)
    silence = np.full(RATE_HZ // 2, 1e-4, np.float32)
    clip = make_clip("scrape.mov", frames=75, audio=np.concatenate([silence, scrape, silence]))
    level = {}
    for renderer in ("hybrid", "exemplar"):
        out = tmp_path / f"{renderer}.wav"
        outcome = foley("render", clip, "-r", knock, "-o", out, "--timing", "guide", "--renderer", renderer, "--json")
        assert any(event["sustain_s"] for event in outcome.json()["events"])
        level[renderer] = float(np.sqrt(np.mean(np.square(read_sound(out, RATE_HZ).mono()))))
    assert 0.7 < level["hybrid"] / level["exemplar"] < 1.4


def test_the_guide_is_taken_when_there_is_one(foley: Foley, clip: Path, knock: Path, tmp_path: Path) -> None:
    outcome = foley("render", clip, "--reference", knock, "-o", tmp_path / "out.wav", "--json")
    assert outcome.json()["timing"] == "guide"
    assert "Timing is taken from the clip's own sound" in outcome.err
    found = [event["time_s"] for event in outcome.json()["events"]]
    for time_s in TIMES_S:
        assert min(abs(time_s - other) for other in found) < 0.03


def test_else_the_picture_is(foley: Foley, make_clip: MakeClip, knock: Path, tmp_path: Path) -> None:
    outcome = foley("render", make_clip("mute.mp4", frames=30), "-r", knock, "-o", tmp_path / "out.wav", "--json")
    assert outcome.json()["timing"] == "picture"
    assert "Timing is taken from the picture" in outcome.err


def test_a_guide_in_which_nothing_stands_out(foley: Foley, make_clip: MakeClip, knock: Path, tmp_path: Path) -> None:
    hum = 0.01 * np.sin(np.arange(2 * RATE_HZ) * 2 * np.pi * 100 / RATE_HZ).astype(np.float32)
    outcome = foley(
        "render", make_clip("hum.mov", audio=hum, frames=50), "-r", knock, "-o", tmp_path / "out.wav", "--json"
    )
    assert outcome.json()["timing"] == "picture"
    assert "nothing stands out in the clip's own sound" in outcome.err


def test_equal_seeds_give_equal_files(foley: Foley, clip: Path, knock: Path, marks: Path, tmp_path: Path) -> None:
    made = {}
    for name, seed in (("a.wav", 5), ("b.wav", 5), ("c.wav", 6)):
        assert foley("render", clip, "-r", knock, "-o", tmp_path / name, "--timing", marks, "--seed", seed).code == 0
        made[name] = (tmp_path / name).read_bytes()
    assert made["a.wav"] == made["b.wav"]
    assert made["a.wav"] != made["c.wav"]


def test_the_clips_own_sound_is_kept_beside(foley: Foley, clip: Path, knock: Path, marks: Path, tmp_path: Path) -> None:
    for kept in (True, False):
        out = tmp_path / f"{kept}.mov"
        options = ["--keep-guide"] if kept else []
        assert foley("render", clip, "-r", knock, "-o", out, "--timing", marks, *options).code == 0
        with av.open(str(out)) as container:
            assert len(container.streams.audio) == 1 + kept
    own, again = read_sound(clip, RATE_HZ).samples, read_sound(tmp_path / "True.mov", RATE_HZ, stream=1).samples
    assert np.array_equal(own, again)


def test_several_references_are_used_in_turn_where_that_is_asked(
    foley: Foley, clip: Path, knock: Path, make_clip: MakeClip, marks: Path, tmp_path: Path
) -> None:
    tone = np.sin(np.arange(RATE_HZ // 4) * 2 * np.pi * 3_000 / RATE_HZ).astype(np.float32)
    tone *= 0.5 * np.exp(-np.arange(len(tone)) / 3_000).astype(np.float32)
    video = make_clip("a tone.mov", audio=tone)
    alone, both = tmp_path / "alone.wav", tmp_path / "both.wav"
    assert foley("render", clip, "-r", knock, "-o", alone, "--timing", marks).code == 0
    assert foley("render", clip, "-r", knock, "-r", video, "-o", both, "--timing", marks, "--in-turn").code == 0
    assert not np.allclose(read_sound(alone).samples, read_sound(both).samples, atol=1e-3)


def test_ambience_fills_the_silence(foley: Foley, clip: Path, marks: Path, make_clip: MakeClip, tmp_path: Path) -> None:
    noise = 0.02 * np.random.default_rng(1).standard_normal(2 * RATE_HZ).astype(np.float32)
    room = make_clip("room.wav", frames=0, audio=noise + hits([0.5], 2.0))
    dry, wet = tmp_path / "dry.wav", tmp_path / "wet.wav"
    assert foley("render", clip, "-r", room, "-o", dry, "--timing", marks).code == 0
    assert foley("render", clip, "-r", room, "-o", wet, "--timing", marks, "--ambience", 1).code == 0
    assert level_at(dry, 2.9) < 0.2 * level_at(wet, 2.9)
    outcome = foley("render", make_clip("mute.mp4"), "-r", room, "-o", dry, "--ambience", 1, "--guide-ambience")
    assert outcome.refused("ambience")


def test_nothing_on_stdout_without_json(foley: Foley, clip: Path, knock: Path, marks: Path, tmp_path: Path) -> None:
    outcome = foley("render", clip, "-r", knock, "-o", tmp_path / "out.wav", "--timing", marks)
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1


def test_events_after_the_end_are_mentioned(foley: Foley, clip: Path, knock: Path, tmp_path: Path) -> None:
    late = tmp_path / "late.json"
    late.write_text('{"version": 1, "events": [{"time_s": 1}, {"time_s": 99}]}', encoding="utf-8")
    outcome = foley("render", clip, "-r", knock, "-o", tmp_path / "out.wav", "--timing", late)
    assert outcome.code == 0
    assert "1 of 2 events lie after the end" in outcome.err


def test_an_offset_that_takes_all_beyond_the_end_is_mentioned(
    foley: Foley, clip: Path, knock: Path, marks: Path, tmp_path: Path
) -> None:
    outcome = foley(
        "render", clip, "-r", knock, "-o", tmp_path / "out.wav", "--timing", marks, "--offset-ms", "20000", "--json"
    )
    assert outcome.code == 0
    assert "lie after the end" in outcome.err


def test_no_events_make_silence(foley: Foley, clip: Path, knock: Path, tmp_path: Path) -> None:
    none = tmp_path / "none.json"
    none.write_text('{"version": 1, "events": []}', encoding="utf-8")
    out = tmp_path / "out.wav"
    outcome = foley("render", clip, "-r", knock, "-o", out, "--timing", none)
    assert outcome.code == 0
    assert "no events" in outcome.err
    assert not read_sound(out).samples.any()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_nothing(make_clip: MakeClip, knock: Path, tmp_path: Path, number: signal.Signals) -> None:
    sound = np.tile(hits([0.2, 0.7], 1.0), 600)
    clip = make_clip(
        "long.mkv", frames=600, rate_fps=Fraction(1), size=(48, 32), audio=sound
    )  # ten minutes: not done at once
    folder = tmp_path / "out"
    folder.mkdir()
    command = [sys.executable, "-m", "foleystudio", "render", clip, "-r", knock, "-o", folder / "out.mkv"]
    with subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        latest = time.monotonic() + 60
        while not list(folder.iterdir()) and process.poll() is None and time.monotonic() < latest:
            time.sleep(0.01)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert err == "foleystudio: cancelled; nothing was written.\n"
    assert out == ""
    assert not list(folder.iterdir())


def test_a_start_timecode_goes_into_the_sound_and_the_clip(
    foley: Foley, knock: Path, marks: Path, tmp_path: Path
) -> None:
    clip = Shot(frames=24, rate_fps=Fraction(24), tags={"timecode": "01:00:00:12"}).write(tmp_path / "reel.mov")
    made = [tmp_path / "one.wav", tmp_path / "two.wav", tmp_path / "out.mov"]
    for out in made:
        assert foley("render", clip, "--reference", knock, "--timing", marks, "-o", out).code == 0
    bext = WavInfoReader(str(made[0])).bext
    assert bext is not None
    assert bext.time_reference == 3600 * 48_000 + 24_000
    assert made[0].read_bytes() == made[1].read_bytes()
    assert "timecode: from 01:00:00:12" in foley("inspect", made[2]).out


def _lamed(folder: Path, weight: float = 1.0, **figures: object) -> Path:
    """A model of the user's own, every tensor with one weight of a value, its configuration with other figures."""

    from foleystudio.engine.models.model_files import write_net
    from foleystudio.nets.config import PRESETS
    from foleystudio.nets.varietysound.model import VarietySound

    net = VarietySound(PRESETS["tiny"])
    for tensor in net.state_dict().values():
        if tensor.is_floating_point():
            tensor.view(-1)[0] = weight
    write_net(folder, net, PRESETS["tiny"])
    described = json.loads((folder / "config.json").read_text("utf-8"))
    described["config"]["decoder"].update(figures)
    (folder / "config.json").write_text(json.dumps(described), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("weight", "figures", "words"),
    [
        (float("nan"), {}, "are not numbers"),
        (float("inf"), {}, "are not numbers"),
        (1e38, {}, "answers with what is no number"),
        (1.0, {"hidden": -4}, "not a net's configuration"),
        (1.0, {"hidden": 10**9}, "not a net's configuration"),
        (1.0, {"hidden": 8192, "blocks": 64, "block_filters": 8192}, "do not fit the configuration"),
        (1.0, {"kernel": 5}, "not a net's configuration"),
    ],
    ids=str,
)
@pytest.mark.parametrize("suffix", [".wav", ".mp4"])
def test_a_model_that_makes_no_sound_is_refused_in_one_sentence(
    foley: Foley, clip: Path, knock: Path, marks: Path, tmp_path: Path,
    weight: float, figures: dict[str, object], words: str, suffix: str,
) -> None:  # fmt: skip
    model, out = _lamed(tmp_path / "model", weight, **figures), tmp_path / f"out{suffix}"
    asked = ("render", clip, "-r", knock, "-o", out, "--timing", marks, "--renderer", "hybrid", "--model", model)
    assert foley(*asked).refused(words)
    assert not out.exists()


def test_the_steps_of_the_person_who_is_named_are_performed(
    foley: Foley, make_clip: MakeClip, knock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(casting, "cast_of", lambda *_: cast(Walk(regular_steps(2)), Walk(regular_steps(4))))
    clip, out = make_clip("walk.mp4", frames=125), tmp_path / "out.wav"
    made = {
        n: foley("render", clip, "-r", knock, "-o", out, "--timing", "feet", "--person", n, "--json") for n in (1, 2)
    }
    assert [len(outcome.json()["events"]) for outcome in made.values()] == [2, 4]
    assert foley("render", clip, "-r", knock, "-o", out, "--person", 1).refused("--person", "--timing feet or moves")


@pytest.mark.parametrize(("renderer", "system"), [("cascade", "cascade"), ("varietysound-picture", "varietysound")])
def test_published_systems_render_what_the_picture_shows_without_events(
    foley: Foley, make_clip: MakeClip, knock: Path, tmp_path: Path, renderer: str, system: str
) -> None:
    clip, out = make_clip("moving.mp4", frames=30), tmp_path / "out.wav"
    asked = ("render", clip, "-r", knock, "-o", out, "--renderer", renderer, "--json")
    assert foley(*asked).refused(f"no model of the {system} system is installed", "--model")
    outcome = foley(*asked, "--model", saved_system(system, tmp_path / "model", MOTION_DIM))
    assert outcome.code == 0, outcome.err
    told = outcome.json()
    assert (told["renderer"], told["timing"], told["events"]) == (renderer, "picture", [])
    assert "nothing will be heard" not in outcome.err
    assert len(read_sound(out)) == told["duration_s"] * RATE_HZ
