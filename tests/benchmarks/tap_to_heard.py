"""From a key to its sound, from outside: ``python -m tests.benchmarks.tap_to_heard [TAPS]``.

The studio runs on a display and a sound card that exist only in memory; while a clip plays with a track armed, keys are
pressed as the display's own events, and the card is listened to. Printed is how long after a key its sound begins
(the live hit begins with its attack), in milliseconds: altogether, and beyond the latency of the card, as its driver
tells it during the pass. Exit code 1 when the median beyond the card is more than 25 ms, or a tap was not heard.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.media.sound.files import write_sound
from installer import virtual_devices
from tests.clips import write_clip
from tests.whole_session.display import Display
from tests.whole_session.ears import RATE_HZ, Ears
from tests.whole_session.window import Window

MOST_S = 0.025
_APART_S = (0.45, 0.62)  # seconds between taps, at random: they meet the card's blocks anywhere
_CLIP_S = 60.0


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("taps", type=int, nargs="?", default=60)
    taps = parser.parse_args().taps
    with (
        virtual_devices.virtual_display(1440, 932) as display,
        virtual_devices.virtual_sound_card() as card,
        tempfile.TemporaryDirectory() as name,
        Display(display["DISPLAY"]) as hands,
        Ears(virtual_devices.SINK, card) as ears,
    ):
        window = Window(hands, Path(name), display | card, Path(name))
        try:
            late_s, card_s, ran_dry = _tapped(window, ears, Path(name), taps)
        finally:
            window.clear_away()
    beyond_s = late_s - card_s
    print(f"{len(late_s)} of {taps} taps heard; the card's latency, as its driver tells: {1000 * card_s:.1f} ms")
    for what, seconds in (("from key to sound", late_s), ("beyond the card", beyond_s)):
        median, most = 1000 * np.median(seconds), 1000 * np.percentile(seconds, 95)
        print(f"{what:<18} {median:7.1f} ms (median)   {most:7.1f} ms (95th percentile)")
    print(f"the card ran dry {ran_dry} times")
    return 0 if len(late_s) == taps and np.median(beyond_s) <= MOST_S else 1


def _tapped(window: Window, ears: Ears, folder: Path, taps: int) -> tuple[np.ndarray, float, int]:
    """Seconds from each tap to its sound, the card's latency, and how often it ran dry."""
    clip = write_clip(folder / "silent.mov", size=(640, 360), frames=round(_CLIP_S * 25))
    click = np.zeros((RATE_HZ // 10, 1), np.float32)
    click[: RATE_HZ // 50] = 0.5 * np.sin(np.arange(RATE_HZ // 50) * 0.3)[:, None] + 0.2
    write_sound(folder / "click.wav", Sound(click, RATE_HZ, "click"))
    window.press("Ctrl+o")
    window.answer_file("Open", clip)
    window.wait("the clip", lambda now: now.is_open)
    window.press("Ctrl+r")
    window.answer_file("Add references", folder / "click.wav")
    before = window.settled()
    window.press("Ctrl+Shift+p")
    card_s = window.wait("the pass", lambda now: now.is_playing).card_latency_s  # one that runs dry is given more later
    time.sleep(3.0)  # the pre-roll, and the hit is made ready
    begun, pressed = ears.sample, []
    dice = random.Random(0)
    for _ in range(taps):
        pressed.append(window.press("b"))
        time.sleep(dice.uniform(*_APART_S))
    window.press("Space")
    now = window.settled()
    onsets_s = np.array([ears.when(sample) for sample in ears.onsets(begun)])
    late_s = [min((at_s - key_s for at_s in onsets_s if at_s > key_s), default=np.inf) for key_s in pressed]
    heard = np.array([seconds for seconds in late_s if seconds < _APART_S[0]])
    return heard, card_s, now.underflows - before.underflows


if __name__ == "__main__":
    sys.exit(main())
