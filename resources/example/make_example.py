"""Make the example: clip, true events and references. Run by hand, not by any test.

Needs ``pip install mujoco bpy av soundfile soxr`` in an environment of its own (Python 3.11; bpy is Blender 5 as a
module). Everything is deterministic apart from last bits that differ between processors::

    python make_example.py --frames /tmp/example-frames              # render all pictures (slow), then join them
    python make_example.py --frames /tmp/example-frames --part 0 50  # render some of them only
    python make_example.py --references ONESHOTS                     # cut the references from the CC0 recordings

The pictures come from `make_pictures`, what happens in them from `make_motion`. The guide sound is synthesised here
and is dull on purpose: quiet thuds in a quiet room, what a microphone across the room would give.
"""

from __future__ import annotations

import argparse
import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soundfile
from make_motion import DURATION_S, Motion, make_motion
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
RATE_HZ = 48_000
FPS, KEYS_PER_FRAME = 25, 4
FRAMES = round(DURATION_S * FPS)

REFERENCES = {
    "anvil-strikes": (
        tuple(f"hammer-metal-impact/oc-dullmetalhit{n}" for n in (1, 2, 3)),
        "three blows on dull metal, joined with silence between; OpenClonk project authors (OpenClonk)",
    ),
    "bell": (
        ("drum/sp-perc-bell",),
        "a small bell, first 3.5 s, faded out; Freesound contributors, collected by Sonic Pi (Sonic Pi samples)",
    ),
    "wood-chops": (
        tuple(f"wood-impact/ad-sounds-node-dig-choppy-{n}" for n in (1, 2, 3)),
        "three blows on wood, joined with silence between; Sheyvan (AntumDeluge sound set)",
    ),
}
LONGEST_PART_S, GAP_S = 3.5, 0.35

Audio = NDArray[np.float64]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=Path, help="folder of the rendered pictures; missing ones are rendered")
    parser.add_argument("--part", type=int, nargs=2, metavar=("FROM", "TO"), help="render these only, join nothing")
    parser.add_argument("--samples", type=int, default=6, help="rays a pixel")
    parser.add_argument("--references", type=Path, metavar="ONESHOTS", help="cut the references from this folder")
    arguments = parser.parse_args()
    if arguments.references:
        cut_references(arguments.references)
    if arguments.frames:
        motion = make_motion(FPS * KEYS_PER_FRAME)
        arguments.frames.mkdir(parents=True, exist_ok=True)
        wanted = range(*arguments.part) if arguments.part else range(FRAMES)
        if any(not (arguments.frames / f"{n:04d}.png").exists() for n in wanted):
            from make_pictures import render  # Blender is needed for new pictures only

            render(motion, wanted, arguments.frames, arguments.samples)
        if not arguments.part:
            write_events(motion, HERE / "truth.events.json")
            write_clip(arguments.frames, guide_sound(motion), HERE / "clip.mp4")


def write_events(motion: Motion, path: Path) -> None:
    """The impacts as an event track."""
    events = [
        {"time_s": round(time_s, 4), "strength": round(strength, 3), "sustain_s": 0.0}
        for time_s, strength, _ in motion.impacts
    ]
    path.write_text(json.dumps({"version": 1, "events": events, "source": "file"}, indent=2) + "\n", encoding="utf-8")


def guide_sound(motion: Motion) -> Audio:
    """Dull thuds at the impacts, a short dull room, and its noise; ``[N]``."""
    noise = np.random.default_rng(11)
    n = round(DURATION_S * RATE_HZ)
    dry = np.zeros(n)
    bodies = {"hammer": (92.0, 0.060, 1900.0), "ball": (140.0, 0.040, 2300.0), "wood": (215.0, 0.028, 2000.0)}
    for time_s, strength, kind in motion.impacts:
        pitch_hz, decay_s, bright_hz = bodies[kind]
        at = np.arange(round(0.5 * RATE_HZ)) / RATE_HZ
        thud = np.sin(2 * np.pi * pitch_hz * at * (1 + 0.25 * np.exp(-at / 0.02))) * np.exp(-at / decay_s)
        knock = _low_pass(noise.standard_normal(len(at)), bright_hz) * np.exp(-at / (0.35 * decay_s)) * 4.0
        first = round(time_s * RATE_HZ)
        sound = ((thud + knock) * strength * np.minimum(1.0, at / 0.0004))[: n - first]
        dry[first : first + len(sound)] += sound
    tail_s = np.arange(round(0.35 * RATE_HZ)) / RATE_HZ
    room = _low_pass(noise.standard_normal(len(tail_s)), 2200.0) * np.exp(-tail_s / 0.06) * 0.03
    size = 1 << (n + len(room)).bit_length()
    wet = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(room, size), size)[:n]
    mix = dry + wet
    mix *= 0.22 / np.abs(mix).max()
    return np.asarray(mix + 0.0005 * _pink(noise, n))


def _low_pass(wave: Audio, corner_hz: float) -> Audio:
    spectrum = np.fft.rfft(wave)
    hz = np.fft.rfftfreq(len(wave), 1 / RATE_HZ)
    return np.asarray(np.fft.irfft(spectrum / (1 + (hz / corner_hz) ** 4), len(wave)))


def _pink(noise: np.random.Generator, n: int) -> Audio:
    spectrum = np.fft.rfft(noise.standard_normal(n))
    hz = np.maximum(np.fft.rfftfreq(n, 1 / RATE_HZ), 20.0)
    pink = np.fft.irfft(spectrum / np.sqrt(hz) / (1 + (hz / 5000) ** 2), n)
    return np.asarray(pink / pink.std())


def write_clip(frames: Path, guide: Audio, path: Path) -> None:
    """Join pictures and guide: H.264 and AAC in MP4, 960x540 at 25 pictures a second."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as out:
        video = out.add_stream("libx264", rate=FPS, options={"crf": "27", "preset": "veryslow"})
        video.width, video.height, video.pix_fmt = 960, 540, "yuv420p"
        video.codec_context.color_range = 1
        audio = out.add_stream("aac", rate=RATE_HZ, layout="mono")
        audio.bit_rate = 96_000
        for number in range(FRAMES):
            with av.open(str(frames / f"{number:04d}.png")) as picture:
                frame = next(picture.decode(video=0)).reformat(960, 540, "yuv420p", interpolation="LANCZOS")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        samples = av.AudioFrame.from_ndarray(guide.astype(np.float32)[None, :], format="fltp", layout="mono")
        samples.rate, samples.pts, samples.time_base = RATE_HZ, 0, Fraction(1, RATE_HZ)
        out.mux(audio.encode(samples))
        out.mux(audio.encode(None))


def cut_references(oneshots: Path) -> None:
    """References from a folder of CC0 recordings, as mono FLAC, and their credits."""
    credit = ["# Credits", "", "The clip, its sound and its events were made for this project (`make_example.py`).", ""]
    credit += ["The references are cut from recordings given to the public domain (CC0):", ""]
    for name, (parts, words) in REFERENCES.items():
        waves = []
        for part in parts:
            wave, rate_hz = soundfile.read(oneshots / f"{part}.flac", dtype="float64")
            wave = wave[: round(LONGEST_PART_S * rate_hz)]
            fade = round((0.02 if len(parts) > 1 else 0.6) * rate_hz)
            wave[-fade:] *= 0.5 + 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / fade)
            waves += [wave, np.zeros(round(GAP_S * rate_hz))]
        joined = np.concatenate(waves[:-1])
        soundfile.write(HERE / f"{name}.flac", joined * (0.89 / np.abs(joined).max()), rate_hz, subtype="PCM_16")
        credit.append(f"- `{name}.flac`: {words}; from {', '.join(f'`{Path(p).name}`' for p in parts)}. CC0 1.0.")
    (HERE / "CREDITS.md").write_text("\n".join(credit) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
