"""Whatever is given, the command line answers in one sentence and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.media.sound.files import SoundWriter, write_sound
from foleystudio.media.sound.reader import read_sound
from tests.cli.conftest import RATE_HZ, Foley, Outcome, hits
from tests.conftest import MakeClip

Try = Callable[..., Outcome]


@pytest.fixture
def clip(make_clip: MakeClip) -> Path:
    return make_clip("clip.mp4", frames=50, audio=hits([0.4, 1.3], 2.0))


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    """Where to write: afterwards its folder holds the whole file or nothing."""
    folder = tmp_path / "out folder"
    folder.mkdir()
    yield folder / "out.wav"
    assert {file.name for file in folder.iterdir()} <= {"out.wav"}


@pytest.fixture
def render(foley: Foley, clip: Path, knock: Path, out: Path) -> Try:
    """A rendering in which everything is well but for what is given."""

    def run(*options: object, clip: Path = clip, reference: Path = knock, out: Path = out) -> Outcome:
        return foley("render", clip, "--reference", reference, "-o", out, *options)

    return run


def test_the_ground_that_the_others_stand_on(render: Try, out: Path) -> None:
    assert render().code == 0
    assert len(read_sound(out)) == 2 * RATE_HZ


# Clips


def broken(tmp_path: Path, clip: Path, kind: str) -> Path:
    path, whole = tmp_path / f"{kind}.mp4", clip.read_bytes()
    contents = {
        "empty": b"", "random": np.random.default_rng(3).bytes(50_000), "cut in the head": whole[:40],
        "cut in the middle": whole[: len(whole) // 2], "text": b"This is no video.\n" * 20, "zeros": bytes(5_000),
    }  # fmt: skip
    path.write_bytes(contents[kind])
    return path


@pytest.mark.parametrize("kind", ["empty", "random", "cut in the head", "cut in the middle", "text", "zeros"])
@pytest.mark.parametrize("verb", ["render", "events", "inspect", "measure"])
def test_broken_clips(foley: Foley, render: Try, clip: Path, tmp_path: Path, kind: str, verb: str) -> None:
    path = broken(tmp_path, clip, kind)
    if verb == "render":
        outcome = render(clip=path)
    elif verb == "measure":
        outcome = foley("measure", clip, path)
    else:
        outcome = foley(verb, path)
    assert outcome.refused(path.name), outcome


def test_a_clip_whose_end_is_missing_is_used_as_far_as_it_goes(render: Try, make_clip: MakeClip, out: Path) -> None:
    clip = make_clip("streamed.mkv", frames=100, audio=hits([0.4, 1.3, 2.5], 4.0))
    whole = clip.read_bytes()
    clip.write_bytes(whole[: len(whole) * 3 // 4])
    outcome = render(clip=clip)
    assert outcome.code == 0, outcome.err
    assert 1.0 < read_sound(out).duration_s <= 4.01


@pytest.mark.parametrize("verb", ["render", "events"])
def test_missing_files_and_folders(foley: Foley, render: Try, tmp_path: Path, verb: str) -> None:
    for path, word in ((tmp_path / "none.mp4", "no such file"), (tmp_path, "folder")):
        outcome = render(clip=path) if verb == "render" else foley("events", path)
        assert outcome.refused(path.name, word), outcome


def test_no_picture(foley: Foley, render: Try, knock: Path) -> None:
    assert render(clip=knock).refused("knock.wav", "no picture")
    assert foley("events", knock).refused("knock.wav", "no picture")


def test_a_guide_that_is_not_there(foley: Foley, render: Try, make_clip: MakeClip) -> None:
    mute = make_clip("mute.mp4")
    assert render("--timing", "guide", clip=mute).refused("mute.mp4")
    assert foley("events", mute, "--timing", "guide").refused("mute.mp4")


def test_a_guide_that_is_silent(foley: Foley, render: Try, make_clip: MakeClip) -> None:
    silent = make_clip("silent.mov", audio=np.zeros(RATE_HZ, np.float32))
    assert render("--timing", "guide", clip=silent).refused("silent.mov")
    outcome = render("--json", clip=silent)
    assert outcome.code == 0
    assert outcome.json()["timing"] == "picture"


@pytest.mark.parametrize("timing", ["guide", "picture"])
def test_variable_rates(render: Try, make_clip: MakeClip, out: Path, timing: str) -> None:
    steps = np.random.default_rng(1).uniform(0.01, 0.12, 40)
    times_s = [0.0, *np.cumsum(steps[:-1]).round(3)]
    clip = make_clip("vfr.mp4", times_s=times_s, frames=40, audio=hits([0.4, 1.3], 2.0))
    assert render("--timing", timing, clip=clip).code == 0
    assert read_sound(out).duration_s == pytest.approx(max(2.0, times_s[-1] + steps[-2]), abs=0.1)


@pytest.mark.parametrize("size", [(101, 67), (17, 240), (640, 15), (2, 2)])
@pytest.mark.parametrize("suffix", [".mkv", ".mp4"])
def test_odd_sizes(
    foley: Foley, render: Try, make_clip: MakeClip, tmp_path: Path, size: tuple[int, int], suffix: str
) -> None:
    clip = make_clip("odd.mkv", size=size, pix_fmt="yuv444p", frames=12)
    outcome = render("--timing", "picture", clip=clip, out=tmp_path / f"made{suffix}")
    assert outcome.code == 0, outcome.err
    found = foley("inspect", tmp_path / f"made{suffix}", "--json").json()["video"]
    assert (found["width"], found["height"], found["frames"]) == (*size, 12)


def test_a_single_picture(render: Try, make_clip: MakeClip) -> None:
    assert render("--timing", "picture", clip=make_clip("still.mp4", frames=1)).code == 0


# Sounds, as the clip's own and as references


def odd_sound(make_clip: MakeClip, kind: str, suffix: str, frames: int) -> Path:
    beats = [0.3, 1.1, 1.6]
    if kind == "8 kHz mono":
        return make_clip(f"{kind}{suffix}", frames=frames, audio=hits(beats, 2.0, 8_000), audio_rate_hz=8_000)
    six = np.repeat(hits(beats, 2.0, 96_000)[:, None], 6, axis=1)
    return make_clip(f"{kind}{suffix}", frames=frames, audio=six, audio_rate_hz=96_000, layout="5.1")


@pytest.mark.parametrize("kind", ["8 kHz mono", "96 kHz 5.1"])
def test_odd_sounds(render: Try, make_clip: MakeClip, kind: str) -> None:
    clip = odd_sound(make_clip, kind, ".mov", 50)
    outcome = render("--timing", "guide", "--json", reference=odd_sound(make_clip, kind, ".wav", 0), clip=clip)
    assert outcome.code == 0, outcome.err
    made = outcome.json()
    assert made["sample_rate_hz"] == RATE_HZ
    assert made["channels"] == (1 if kind == "8 kHz mono" else 2)
    found = [event["time_s"] for event in made["events"]]
    assert all(min(abs(time_s - other) for other in found) < 0.03 for time_s in (0.3, 1.1, 1.6))


def test_a_silent_reference(render: Try, make_clip: MakeClip) -> None:
    silence = make_clip("silence.wav", frames=0, audio=np.zeros(RATE_HZ, np.float32))
    assert render(reference=silence).refused("silence.wav", "the reference is silent", "choose a sound")


def test_a_reference_without_sound(render: Try, make_clip: MakeClip) -> None:
    assert render(reference=make_clip("mute.mp4")).refused("mute.mp4")


@pytest.mark.parametrize("kind", ["empty", "random", "text"])
def test_broken_references(render: Try, clip: Path, tmp_path: Path, kind: str) -> None:
    path = broken(tmp_path, clip, kind).rename(tmp_path / f"{kind}.wav")
    assert render(reference=path).refused(f"{kind}.wav")


def test_samples_that_are_no_numbers(render: Try, tmp_path: Path, out: Path) -> None:
    samples = hits([0.05], 0.5)[:, None]
    samples[1_000:1_020] = np.nan
    samples[5_000] = np.inf
    path = tmp_path / "nan.wav"
    write_sound(path, Sound(hits([0.05], 0.5)[:, None], RATE_HZ), "FLOAT")
    whole = bytearray(path.read_bytes())
    at = whole.find(b"data") + 8
    whole[at : at + samples.nbytes] = samples.tobytes()
    path.write_bytes(whole)
    outcome = render(reference=path)
    assert outcome.code == 0, outcome.err
    assert "not numbers" in outcome.err
    made = read_sound(out).samples
    assert np.isfinite(made).all()
    assert made.any()


def test_a_reference_of_five_milliseconds(render: Try, tmp_path: Path, out: Path) -> None:
    click = np.random.default_rng(2).uniform(-0.5, 0.5, (240, 1)).astype(np.float32)
    path = tmp_path / "click.wav"
    write_sound(path, Sound(click, RATE_HZ))
    assert render(reference=path).code == 0
    assert np.abs(read_sound(out).samples).max() > 0.05


def test_a_reference_of_one_sample(render: Try, tmp_path: Path) -> None:
    path = tmp_path / "sample.wav"
    write_sound(path, Sound(np.full((1, 1), 0.5, np.float32), RATE_HZ))
    outcome = render(reference=path)
    assert outcome.code == 0 or outcome.refused("sample"), outcome


def test_a_reference_of_an_hour(render: Try, tmp_path: Path, out: Path) -> None:
    path, minute = tmp_path / "hour.flac", np.zeros((60 * 8_000, 1), np.float32)
    minute[:16_000, 0] = hits([0.1, 1.0], 2.0, 8_000)
    with SoundWriter(path, 8_000, 1) as writer:
        for _ in range(60):
            writer.write(minute)
    outcome = render(reference=path)
    assert outcome.code == 0, outcome.err
    assert "hour.flac" in outcome.err
    assert np.abs(read_sound(out).samples).max() > 0.05


# Event files


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"time,strength\n1,2\n", b"\x00\xff\xfe", b'{"version": 9, "events": []}', b'{"version": 1}',
        b'{"version": 1, "events": [{"time_s": -3}]}', b'{"version": 1, "events": [{"time_s": NaN}]}',
        b'{"version": 1, "events": [{"time_s": 1, "strength": 40}]}', b'{"version": 1, "events": {"time_s": 1}}',
    ],
)  # fmt: skip
def test_malformed_events(foley: Foley, render: Try, clip: Path, tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "events.json"
    path.write_bytes(text)
    assert render("--timing", path).refused("events.json")
    assert foley("events", clip, "--teach", path).refused("events.json")


def test_events_that_are_not_there(render: Try, tmp_path: Path) -> None:
    assert render("--timing", tmp_path / "none.json").refused("none.json", "no such file")
    assert render("--timing", tmp_path).refused()


# Places to write


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp4", ".mov", ".mkv"])
def test_a_folder_that_is_not_there(render: Try, tmp_path: Path, suffix: str) -> None:
    assert render(out=tmp_path / "none" / f"out{suffix}").refused("folder")


def test_a_folder_that_is_a_file(render: Try, foley: Foley, clip: Path, knock: Path) -> None:
    assert render(out=knock / "out.wav").refused("folder")
    assert foley("events", clip, "-o", knock / "events.json").refused("folder")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder that nobody may write to, root included")
@pytest.mark.parametrize("suffix", [".wav", ".mp4"])
def test_a_folder_that_cannot_be_written(render: Try, foley: Foley, clip: Path, suffix: str) -> None:
    assert render(out=Path(f"/proc/self/out{suffix}")).refused("out")
    assert foley("events", clip, "-o", "/proc/self/events.json").refused("events.json")


def test_a_name_that_is_a_folder(render: Try, tmp_path: Path) -> None:
    folder = tmp_path / "out.mp4"
    folder.mkdir()
    assert render(out=folder).refused("out.mp4")


@pytest.mark.parametrize("name", ["out", "out.mp3", "out.avi", "out.wav.txt"])
def test_kinds_that_are_not_written(render: Try, out: Path, name: str) -> None:
    assert render(out=out.with_name(name)).refused(name, ".mp4")


def test_a_sound_has_no_room_for_the_guide(render: Try) -> None:
    assert render("--keep-guide").refused("out.wav")


def test_neither_the_clip_nor_the_reference_is_overwritten(render: Try, clip: Path, knock: Path) -> None:
    before = clip.read_bytes(), knock.read_bytes()
    assert render(out=clip).refused("clip.mp4")
    assert render(out=knock).refused("knock.wav")
    assert (clip.read_bytes(), knock.read_bytes()) == before


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then writing beyond the limit fails instead of killing
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
from foleystudio.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="no file size limits")
@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp4", ".mov", ".mkv"])
def test_no_room_for_the_whole_file(make_clip: MakeClip, knock: Path, tmp_path: Path, suffix: str) -> None:
    clip = make_clip("noise.mkv", frames=50, picture=_noise, audio=hits([0.2 * n for n in range(1, 9)], 2.0))
    folder = tmp_path / "full"
    folder.mkdir()
    command = [sys.executable, "-c", FULL, "render", clip, "-r", knock, "-o", folder / f"out{suffix}"]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert Outcome(done.returncode, done.stdout, done.stderr).refused(f"out{suffix}"), done
    assert not list(folder.iterdir())


def _noise(number: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(number).integers(0, 255, (64, 96, 3), dtype=np.uint8)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 64 KiB, where one may be mounted."""
    folder = tmp_path / "tiny disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("mounting a disk is for root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("suffix", [".wav", ".mp4", ".mkv"])
def test_a_full_disk(render: Try, make_clip: MakeClip, tiny_disk: Path, suffix: str) -> None:
    clip = make_clip("noise.mkv", frames=50, picture=_noise, audio=hits([0.2 * n for n in range(1, 9)], 2.0))
    assert render(clip=clip, out=tiny_disk / f"out{suffix}").refused(f"out{suffix}", "full")
    assert not list(tiny_disk.iterdir())


# Names


@pytest.mark.parametrize("name", ["Füße im Schnee", "足音 – 砂利", 'a  b\'s "c" #1 %20 100%', "-dash", "emoji 🎬"])
def test_names_of_all_kinds(foley: Foley, clip: Path, knock: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    moved = clip.rename(folder / f"{name}.mp4"), knock.rename(folder / f"{name}.wav")
    made = folder / f"{name} out.mkv"
    assert foley("render", moved[0], "-r", moved[1], "-o", made).code == 0
    assert foley("inspect", made, "--json").json()["file"] == str(made)
    assert foley("events", made, "-o", folder / f"{name}.json").code == 0
    assert foley("render", made, "-r", moved[1], "-o", folder / "b.wav", "--timing", folder / f"{name}.json").code == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere names are Unicode")
def test_names_that_are_no_unicode(foley: Foley, clip: Path, knock: Path, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    moved = clip.rename(tmp_path / f"{name}.mp4")
    made = tmp_path / f"{name} out.mkv"
    assert foley("render", moved, "-r", knock, "-o", made).code == 0
    assert foley("inspect", made, "--json").json()["file"] == str(made)
    assert foley("inspect", made).code == 0
    assert foley("inspect", tmp_path / f"{name}.none").code == 2
