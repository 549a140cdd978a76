import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from foleystudio.dsp.sound import Wave
from foleystudio.errors import FoleyError
from foleystudio.gui.playback import card as card_module
from foleystudio.gui.playback.card import LATENCY_S, MOST_LATENCY_S, DeviceNames, SoundCard, device_names
from foleystudio.gui.playback.clock import PlayClock


class PortAudioError(Exception):
    pass


@dataclass
class Driver:
    """Stands in for sounddevice: cards that can be plugged in and pulled out, callbacks on demand."""

    cards: list[dict[str, Any]]
    begun: int = 1
    stream: Any = None
    seen: list[dict[str, Any]] = field(default_factory=list)
    fails: bool = False

    PortAudioError = PortAudioError
    default = SimpleNamespace(device=(-1, 0))

    def __post_init__(self) -> None:
        self.seen = list(self.cards)

    def _terminate(self) -> None:
        self.begun -= 1

    def _initialize(self) -> None:
        self.begun += 1
        self.seen = list(self.cards)  # PortAudio sees what there is when it begins, and nothing later

    def query_devices(self, name: str | int | None = None, kind: str | None = None) -> Any:
        if name is None and kind is None:
            return self.seen
        if isinstance(name, int):
            return self.seen[name]
        found = [(i, d) for i, d in enumerate(self.seen) if name is None or name in d["name"]]
        if not found:
            raise ValueError(f"No output device matching {name!r}")
        return {"index": found[0][0]} | found[0][1]

    def OutputStream(self, **asked: Any) -> Any:
        if self.fails:
            raise PortAudioError("Invalid sample rate", -9997)
        doing = {"start": lambda: None, "abort": asked["finished_callback"], "close": lambda: None}
        self.stream = SimpleNamespace(**(asked | doing))
        return self.stream

    def call(self, frames: int, current_s: float, dac_s: float, *, underflow: bool = False) -> Wave:
        out = np.zeros((frames, self.stream.channels), dtype=np.float32)
        times = SimpleNamespace(currentTime=current_s, outputBufferDacTime=dac_s)
        self.stream.callback(out, frames, times, SimpleNamespace(output_underflow=underflow))
        return out


def _ones(out: Wave) -> None:
    out[:] = (1.0, 0.5)


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    driver = Driver([{"name": "Speakers", "max_output_channels": 2}, {"name": "Mono", "max_output_channels": 1}])
    monkeypatch.setattr(card_module, "_sounddevice", lambda: driver)
    return driver


def _opened(device: str | None = None, render: Callable[[Wave], None] = _ones) -> tuple[SoundCard, PlayClock]:
    clock = PlayClock(48_000)
    card = SoundCard(render, clock, device)
    card.open()
    return card, clock


def test_the_default_card_is_opened_in_stereo(driver: Driver) -> None:
    card, _ = _opened()
    assert card.state.is_open
    assert (card.state.name, card.state.latency_s, driver.stream.channels) == ("Speakers", LATENCY_S, 2)
    np.testing.assert_array_equal(driver.call(4, 0.0, 0.0), [[1.0, 0.5]] * 4)
    assert card.samples_rendered == 4


def test_one_channel_gets_both_sides(driver: Driver) -> None:
    _opened("Mono")
    np.testing.assert_array_equal(driver.call(4, 0.0, 0.0), [[0.75]] * 4)


def test_the_clock_is_told_when_samples_reach_the_ear(driver: Driver) -> None:
    _, clock = _opened()
    driver.call(480, 1_000.0, 0.0)  # the first callback knows no time: the driver's latency has to do
    first = clock.heard(time.monotonic())
    assert first is not None
    assert abs(first / 48_000 + LATENCY_S) < 0.02


def test_a_callback_that_had_to_wait_does_not_shift_the_clock(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    now = SimpleNamespace(s=500.0)
    monkeypatch.setattr(time, "monotonic", lambda: now.s)
    _, clock = _opened()
    for i in range(200):
        card_s = i * 0.01
        now.s = 500.0 + card_s + (0.008 if i % 3 == 0 else 0.0)  # every third waits 8 ms for the interpreter
        driver.call(480, 70.0 + card_s, 70.0 + card_s + 0.05)
    heard = clock.heard(500.0 + 1.99 + 0.05)
    assert heard is not None
    assert abs(heard - 199 * 480) / 48_000 < 0.0015


def test_a_card_that_ran_dry_is_timed_anew(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    now = SimpleNamespace(s=500.0)
    monkeypatch.setattr(time, "monotonic", lambda: now.s)
    _, clock = _opened()
    for i in range(100):
        now.s = 500.0 + i * 0.01
        driver.call(480, now.s, now.s + 0.05 + (0.03 if i == 99 else 0.0), underflow=i == 99)
    heard = clock.heard(500.0 + 0.99 + 0.08)
    assert heard is not None
    assert abs(heard - 99 * 480) < 1


def test_a_card_that_runs_dry_gets_more_time_within_limits(driver: Driver) -> None:
    card, _ = _opened()
    asked = [driver.stream.latency]
    driver.call(480, 1.0, 1.1, underflow=True)
    assert card.underflows == 1
    while card.take_more_time():
        card.open()
        asked.append(driver.stream.latency)
    assert asked == [LATENCY_S, 2 * LATENCY_S, MOST_LATENCY_S]


def test_an_unknown_card_is_one_clear_sentence(driver: Driver) -> None:
    card = SoundCard(_ones, PlayClock(48_000), "Headset")
    with pytest.raises(FoleyError, match="the sound card 'Headset' is not there"):
        card.open()
    assert not card.state.is_open
    assert "Headset" in card.state.problem


def test_a_card_that_refuses_is_told_too(driver: Driver) -> None:
    driver.fails = True
    card = SoundCard(_ones, PlayClock(48_000))
    with pytest.raises(FoleyError, match="does not play 48 kHz"):
        card.open()
    assert not card.is_open


def test_a_card_plugged_in_later_is_found_by_beginning_anew(driver: Driver) -> None:
    driver.cards.append({"name": "Headset", "max_output_channels": 2})
    card = SoundCard(_ones, PlayClock(48_000), "Headset")
    with pytest.raises(FoleyError):
        card.open()
    card.open(again=True)
    assert card.state.name == "Headset"
    assert driver.begun == 1


def test_a_card_whose_stream_ends_is_gone(driver: Driver) -> None:
    card, _ = _opened()
    card.check()
    driver.stream.finished_callback()
    with pytest.raises(FoleyError, match="'Speakers' is gone"):
        card.check()
    assert not card.is_open
    assert card.state.problem
    card.check()  # told once


def test_a_card_that_calls_no_more_is_gone(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    card, _ = _opened()
    card.check()
    later_s = time.monotonic() + 1.5
    monkeypatch.setattr(time, "monotonic", lambda: later_s)
    with pytest.raises(FoleyError, match="gone"):
        card.check()


def test_closing_is_no_loss(driver: Driver) -> None:
    card, _ = _opened()
    card.close()
    card.check()
    assert (card.state.is_open, card.state.problem) == (False, "")
    card.close()
    card.open()
    card.check()
    assert card.state.is_open


def test_cards_are_listed_with_the_default_first(driver: Driver) -> None:
    driver.default = SimpleNamespace(device=(-1, 1))
    driver.seen = [card | {"max_input_channels": 0} for card in driver.seen]
    driver.seen.append({"name": "Microphone", "max_output_channels": 0, "max_input_channels": 1})
    assert device_names() == DeviceNames(("Mono", "Speakers"), ("Microphone",))


def test_without_portaudio_there_is_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise FoleyError("PortAudio is missing", remedy="install libportaudio2")

    monkeypatch.setattr(card_module, "_sounddevice", missing)
    card = SoundCard(_ones, PlayClock(48_000))
    with pytest.raises(FoleyError, match="libportaudio2"):
        card.open()
    assert "libportaudio2" in card.state.problem
    assert device_names() == DeviceNames()


@pytest.mark.parametrize(
    ("error", "device", "told"),
    [
        (PortAudioError("Error querying device -1"), None, "there is no sound card"),
        (PortAudioError("Error opening OutputStream", -9985), "USB", "the sound card 'USB' is held by another program"),
        (PortAudioError("Invalid sample rate", -9997), None, "the sound card does not play 48 kHz"),
        (PortAudioError("Unanticipated host error", -9999, (2, 5, "x")), None, "the sound card does not open; the log"),
    ],
)
def test_a_refusal_is_told_in_words(error: PortAudioError, device: str | None, told: str) -> None:
    assert card_module.refusal_of(error, "sound card", device).startswith(told)
