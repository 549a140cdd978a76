"""What deliveries keep, and how exact they are: ``python -m tests.benchmarks.delivery_table [PART ...]``.

Parts: video, broadcast, ucs, loudness, interchange, reconform, batch; all without one. Everything is made here.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.clip import open_clip
from foleystudio.engine.mix.interchange.reaper_file import reaper_text
from foleystudio.engine.mix.interchange.sheet import items_of
from foleystudio.engine.mix.names.naming import names_of
from foleystudio.engine.mix.names.ucs import categories, parsed
from foleystudio.engine.mix.options import ExportOptions
from foleystudio.engine.mix.stems import export_stems
from foleystudio.engine.reconform.moved import find_moves, reconform
from foleystudio.errors import FoleyError
from foleystudio.media.formats import VIDEO_FORMATS, VIDEO_SOUNDS
from foleystudio.media.mux import mux
from foleystudio.media.probe import probe
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.levels.loudness import measure_loudness
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from tests.engine.mix.interchange.made import made_clip, made_project
from tests.engine.recipes.made import TWO_TRACKS, written
from tests.engine.reconform.recut import NEW, OLD, RATE_FPS, truth, write_cut, write_edl
from tests.media import plain
from tests.media.carrying import CHAPTERS, SUBTITLES, chapters_of, subtitles_of, write_laden
from tests.media.made import X264_REORDERED, X265, Shot, click_sound, noise

RATE_HZ, CLICK_S = 48_000, Fraction(5, 4)
RATES = (Fraction(24_000, 1001), Fraction(25), Fraction(30_000, 1001), Fraction(60))
PICTURES = {
    "H.264": ("a.mp4", Shot(codec_options=X264_REORDERED)),
    "HEVC": ("a.mkv", Shot(codec="libx265", codec_options=X265)),
    "ProRes": ("a.mov", Shot(codec="prores_ks", pix_fmt="yuv422p10le")),
    "MPEG-2": ("a.ts", Shot(codec="mpeg2video", reordered=2)),
    "VP9": ("a.webm", Shot(codec="libvpx-vp9", codec_options={"cpu-used": "8", "deadline": "realtime"})),
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def video(folder: Path) -> Iterable[str]:
    """Container by codec by rate: packets, where a click is, and what comes along."""
    rows = []
    sound = (click_sound(2, RATE_HZ, 2, float(CLICK_S)) + noise(2, RATE_HZ, 2) * np.float32(0.02)).astype(np.float32)
    for name, (file, shot) in PICTURES.items():
        for form in VIDEO_FORMATS:
            same = written = 0
            errors: dict[str, float] = {}
            refused = ""
            for rate_fps in RATES:
                made = replace(shot, rate_fps=rate_fps, frames=int(2 * rate_fps))
                clip = made.write(folder / f"{rate_fps.numerator}{file}")
                before = [packet.data for packet in plain.packets(clip)]
                for stored in form.sounds:
                    out = folder / f"out{form.suffixes[0]}"
                    try:
                        mux(clip, [sound], out, rate_hz=RATE_HZ, channels=2, stored_as=stored)
                    except FoleyError as error:
                        refused = error.remedy
                        continue
                    written += 1
                    same += [packet.data for packet in plain.packets(out)] == before
                    error_samples = abs(float((plain.loudest_s(out) - CLICK_S) * RATE_HZ))
                    errors[stored] = max(errors.get(stored, 0.0), error_samples)
            told = ", ".join(f"{VIDEO_SOUNDS[key].title} {value:.0f}" for key, value in errors.items())
            rows.append((name, form.title, f"{same} of {written}" if written else "refused", told or refused))
    yield table(("picture", "container", "packets identical", "click error, samples (or the remedy)"), rows)
    yield table(("from", "to", "sounds", "languages", "chapters", "subtitles", "timecode"), list(_carried(folder)))


def _carried(folder: Path) -> Iterable[tuple[str, ...]]:
    for source in (".mp4", ".mov", ".mkv"):
        clip = write_laden(folder / f"laden{source}")
        for suffix in (".mp4", ".mov", ".mkv"):
            out = folder / f"kept{suffix}"
            mux(clip, [click_sound(2, RATE_HZ, 2)], out, rate_hz=RATE_HZ, channels=2)
            info = probe(out)
            languages = " ".join(track.language or "-" for track in info.audio)
            chapters = [title for title, *_ in chapters_of(out)] == [title for title, *_ in CHAPTERS]
            kept = ["yes" if is_kept else "no" for is_kept in (chapters, subtitles_of(out) == list(SUBTITLES))]
            yield source, suffix, f"{len(info.audio)} of 3", languages, *kept, info.start_timecode or "no"


def broadcast(folder: Path) -> Iterable[str]:
    """What wavinfo reads of a stem."""
    from wavinfo import WavInfoReader

    clip = made_clip(folder)
    project = made_project(folder, clip)
    options = ExportOptions(naming="ucs", creator="AB", source="S")
    report = export_stems(project, clip, folder / "film.wav", options=options)
    info = WavInfoReader(str(report.files[0].path), info_encoding="utf-8")
    cues = [(cue.sample_offset, info.cues.label_and_note(cue.name)[0]) for cue in info.cues.cues]
    rows = [
        ("bext description", info.bext.description), ("bext originator", info.bext.originator),
        ("bext TimeReference", f"{info.bext.time_reference} (10:00:00:00 is {36_000 * RATE_HZ})"),
        ("iXML scene, take", f"{info.ixml.scene}, {info.ixml.take}"),
        ("iXML tracks", ", ".join(track.name for track in info.ixml.track_list)),
        ("iXML catId", info.ixml.parsed.findtext("./ASWG/catId")), ("cue points", str(cues)),
    ]  # fmt: skip
    yield table(("field", "as wavinfo reads it"), rows)


def ucs(_folder: Path) -> Iterable[str]:
    """How many names of made tracks are names of UCS."""
    project = Project(clip=Path("/x/Reel_1.mov"))
    words = ["Glass_break", "door/wood", "Foley 1", "Anna: steps", "漢字", "a_b_c", " . ", "Moves"]
    for word in words:
        project = project.with_track(word)
    names = names_of(project, project.tracks, "film", ExportOptions(naming="ucs", creator="A_B", source=""))
    valid = sum(parsed(name) is not None for name in names)
    yield table(("names", "valid", "categories known"), [(str(len(names)), str(valid), str(len(categories())))])


def loudness(folder: Path) -> Iterable[str]:
    """Against other meters on 20 made sounds.

    pyloudnorm for integrated loudness, peaks of eight-fold oversampling by soxr, and for all of them the ffmpeg of the
    system where there is one (another version of the filter that the studio uses).
    """
    import pyloudnorm
    import soxr

    worst: dict[str, float] = {}

    def note(key: str, one: float, other: float) -> None:
        worst[key] = max(worst.get(key, 0.0), abs(one - other))

    for number in range(20):
        wave, rate_hz = _made_sound(number)
        write_sound(folder / "a.wav", Sound(wave, rate_hz), "FLOAT")
        ours = measure_loudness(folder / "a.wav")
        note("integrated, LU: pyloudnorm", ours.integrated_lufs, pyloudnorm.Meter(rate_hz).integrated_loudness(wave))
        peak = 20 * np.log10(np.abs(soxr.resample(wave, rate_hz, 8 * rate_hz, quality="VHQ")).max())
        note("true peak, dB: eight-fold oversampling", ours.true_peak_dbtp, float(peak))
        if shutil.which("ffmpeg"):
            for key, one in (("I", ours.integrated_lufs), ("LRA", ours.range_lu), ("Peak", ours.true_peak_dbtp)):
                note(f"{key}: ffmpeg's ebur128", one, _by_ffmpeg(folder / "a.wav")[key])
    yield table(("figure and meter", "largest difference on 20 sounds"), [(k, f"{v:.3f}") for k, v in worst.items()])


def _made_sound(number: int) -> tuple[Wave, int]:
    """A tone or a noise (below 18 kHz, as sounds are) that swells, both channels at levels of their own."""
    dice = np.random.default_rng(number)
    seconds, rate_hz = 8 + number, (48_000, 44_100)[number % 2]
    t = np.arange(seconds * rate_hz) / rate_hz
    swell = 10 ** (dice.uniform(-25, 0) * (0.5 + 0.5 * np.sin(2 * np.pi * t * dice.uniform(0.05, 0.3))) / 20)
    if number % 3:
        tone = np.sin(2 * np.pi * dice.uniform(80, 6000) * t)
    else:
        tone = resample(dice.normal(0, 0.3, seconds * 36_000).astype(np.float32), 36_000, rate_hz)
    edge = np.minimum(1.0, np.minimum(np.arange(len(t)), np.arange(len(t))[::-1]) / 4800)  # ffmpeg hears no last 100 ms
    return ((0.4 * swell * edge * tone)[:, None] * dice.uniform(0.4, 1, 2)[None, :]).astype(np.float32), rate_hz


def _by_ffmpeg(path: Path) -> dict[str, float]:
    """The summary that its ebur128 filter prints."""
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr.rpartition("Summary:")[2]
    return {key: float(re.search(rf"{key}:\s+(-?[\d.]+)", told)[1]) for key in ("I", "LRA", "Peak")}  # type: ignore[index]  # they are there


def interchange(folder: Path) -> Iterable[str]:
    """Where independent parsers find the takes, in samples off."""
    import opentimelineio
    import rpp

    from foleystudio.engine.mix.interchange.edl_file import edl_text
    from foleystudio.engine.mix.interchange.otio_file import write_otio

    clip = made_clip(folder)
    project = made_project(folder, clip)
    wanted = [items_of(track, clip)[0] for track in project.tracks]
    write_otio(project, clip, folder / "a.otio")
    tracks = list(opentimelineio.adapters.read_from_file(str(folder / "a.otio")).tracks)[1:]
    found = [next(iter(track.find_clips())) for track in tracks]
    otio = [float(each.range_in_parent().start_time.rescaled_to(RATE_HZ).value) for each in found]
    items = [track.find("ITEM") for track in rpp.loads(reaper_text(project, clip)).findall("TRACK")][1:]
    places = [float(next(child[1] for child in item if child[0] == "POSITION")) * RATE_HZ for item in items]
    edl = opentimelineio.adapters.read_from_string(edl_text(project, clip), "cmx_3600", rate=25.0)
    edits = [(-t.source_range.start_time.value - clip.timecode.start) * RATE_HZ / 25 for t in list(edl.tracks)[1:]]
    rows = [
        (name, str(len(places_found)), f"{max(abs(a - b.at) for a, b in zip(places_found, wanted, strict=True)):.2g}")
        for name, places_found in (("OTIO", otio), ("REAPER", places), ("EDL (to the frame: 960 at most)", edits))
    ]
    yield table(("kind", "takes", "largest error, samples"), rows)


def on_reconform(folder: Path) -> Iterable[str]:
    """A made re-edit, by lists and by looking, clean and noisy."""
    old = open_clip(write_cut(folder / "old.mp4", OLD))
    times = np.sort(np.random.default_rng(1).uniform(0, old.duration_s - 0.01, 1000))
    project = Project(clip=old.path).with_track("Steps")
    events = EventTrack(tuple(Event(float(t), label=str(n)) for n, t in enumerate(times)))
    track = replace(project.tracks[0], events=events)
    project = project.with_changed_track(track)
    lists = write_edl(folder / "new.edl", NEW), write_edl(folder / "old.edl", OLD)
    rows = []
    for name, crf, grain, by_lists in (
        ("both lists", 20, False, True), ("pictures", 20, False, False), ("pictures, CRF 38", 38, False, False),
        ("pictures, grain", 30, True, False),
    ):  # fmt: skip
        new = open_clip(write_cut(folder / f"{crf}{grain}.mp4", NEW, crf=crf, grain=grain))
        moves = find_moves(old, new, *(lists if by_lists else (None, None)))
        done = reconform(project, old, new, moves, lambda take: folder / f"{take}.wav")
        after = {event.label: event.time_s for event in done.project.tracks[0].events}
        aside = {event.label for made in done.project.tracks[1:] for event in made.events}
        right = 0
        for event in track.events:
            wanted = truth().at(event.time_s)
            there = after.get(event.label)
            right += there is None if wanted is None else there is not None and abs(there - wanted) < 0.5 / RATE_FPS
        lost = len(track.events) - len(after) - len(aside)
        rows.append((name, f"{right / 10:.1f} %", str(lost), str(len(aside))))
    yield table(("found by", "on their pictures", "lost", "kept aside"), rows)


_PROCESSES = {1: "one process", 2: "two processes"}


def on_batch(folder: Path) -> Iterable[str]:
    """200 short clips, 5 of them bad: by one process, by two, killed at a random moment and run again, one by one."""
    recipe, clips = written(folder, f"guide = {{ mute = true }}\n{TWO_TRACKS}"), folder / "clips"
    clips.mkdir()
    kinds = [Shot(frames=100 + 25 * n, rate_fps=Fraction(25)).write(folder / f"{n}.mov").read_bytes() for n in range(5)]
    for number in range(200):
        # A box that players skip: each has contents of its own, so that none is known from another.
        own = b"\0\0\0\x0cfree" + number.to_bytes(4, "big")
        (clips / f"{number:03d}.mov").write_bytes(b"no film" if number % 40 == 7 else kinds[number % 5] + own)
    seconds, used, loads = {}, {}, []
    for workers in _PROCESSES:
        began, used_before = time.monotonic(), _cpu_s()
        _batch(recipe, clips, folder / f"by {workers}", workers)
        seconds[workers], used[workers] = time.monotonic() - began, _cpu_s() - used_before
        loads.append(os.getloadavg()[0])
    with subprocess.Popen(
        _batch_words(recipe, clips, folder / "killed", 2), start_new_session=True, env=_own_cache(folder / "killed")
    ) as running:
        time.sleep(np.random.default_rng().uniform(0.2, 0.8) * seconds[2])
        os.killpg(running.pid, signal.SIGKILL)
    left = len(list((folder / "killed").glob(".*")))
    before = len(list((folder / "killed").glob("*.wav")))
    again = _batch(recipe, clips, folder / "killed", 2)
    same = sum(_is_same_sound(folder / "by 1" / f"{n:03d}.wav", folder / kind / f"{n:03d}.wav")
               for n in range(200) if n % 40 != 7 for kind in ("by 2", "killed"))  # fmt: skip
    rows = [
        *((name, f"{seconds[n]:.1f} s, {used[n]:.1f} s of CPU") for n, name in _PROCESSES.items()),
        ("two beside one", f"{seconds[1] / seconds[2]:.2f} x"),
        ("load of the machine", " and ".join(f"{load:.1f}" for load in loads)),
        ("killed at", f"{before} of 195, {left} half-written"),
        ("run again", again), ("equal to the sample", f"{same} of 390"),
    ]  # fmt: skip
    yield table(("200 clips, 5 bad", ""), rows)


def _batch_words(recipe: Path, clips: Path, out: Path, workers: int) -> list[str]:
    words = ("batch", recipe, clips, "-o", out, "--kind", "wav", "--jobs", workers)
    return [sys.executable, "-m", "foleystudio", *map(str, words)]


def _batch(recipe: Path, clips: Path, out: Path, workers: int) -> str:
    words, own = _batch_words(recipe, clips, out, workers), _own_cache(out)
    ran = subprocess.run(words, capture_output=True, text=True, check=False, env=own)
    return ran.stderr.strip().splitlines()[-1].rpartition(": ")[2]


def _own_cache(out: Path) -> dict[str, str]:
    """An environment in which nothing is known from another run."""
    return os.environ | {"FOLEYSTUDIO_CACHE": str(out.with_name(f"{out.name} cache"))}


def _cpu_s() -> float:
    """What processes begun by this one, and those begun by them, have used until now."""
    times = os.times()
    return times.children_user + times.children_system


def _is_same_sound(one: Path, other: Path) -> bool:
    return np.array_equal(soundfile.read(one, dtype="int32")[0], soundfile.read(other, dtype="int32")[0])


PARTS: dict[str, Callable[[Path], Iterable[str]]] = {
    "video": video, "broadcast": broadcast, "ucs": ucs, "loudness": loudness, "interchange": interchange,
    "reconform": on_reconform, "batch": on_batch,
}  # fmt: skip


def main(parts: list[str]) -> None:
    """Print the tables."""
    for part in parts or list(PARTS):
        with tempfile.TemporaryDirectory() as folder:
            for text in PARTS[part](Path(folder)):
                print(f"\n{text}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
