import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.mix.mixdown import MixPlan
from foleystudio.engine.mix.plans.strips import Strip
from foleystudio.errors import FoleyError
from foleystudio.gui.playback import player as player_module
from foleystudio.gui.playback.player import Player
from foleystudio.media.sound.files import write_sound
from installer import virtual_devices

N = 48_000
NO_CARD = "a card that nobody has"


@contextmanager
def running(player: Player) -> Iterator[Player]:
    """The player with its background thread, as the window's jobs would run it."""
    stop = threading.Event()
    thread = threading.Thread(target=player.run, args=(lambda *_: None, stop.is_set))
    thread.start()
    try:
        yield player
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def _until(player: Player, what: Callable[[], bool], limit_s: float = 10.0) -> None:
    latest = time.monotonic() + limit_s
    while not what():
        assert time.monotonic() < latest, f"waited in vain at {player.position_s():.3f} s, {player.card}"
        player.poll()
        time.sleep(0.005)


def _plan(folder: Path, samples: Wave) -> MixPlan:
    write_sound(folder / "take.wav", Sound(samples, N), "FLOAT")
    return MixPlan(len(samples), (Strip(folder / "take.wav", 0, 1.0, 0),))


@pytest.fixture
def silent() -> Iterator[Player]:
    """A player that finds no card and plays ten seconds of nothing."""
    player = Player(NO_CARD)
    player.set_mix(MixPlan(10 * N))
    with running(player):
        player.play()
        _until(player, lambda: bool(player.card.problem))
        player.pause()
        player.seek(0)
        yield player


def test_a_player_at_rest_goes_where_it_is_sent() -> None:
    player = Player(NO_CARD)
    player.set_mix(MixPlan(10 * N))
    assert (player.position_s(), player.is_playing) == (0.0, False)
    for asked, gone in ((3.5, 3.5), (-1.0, 0.0), (99.0, 10.0)):
        player.seek(asked)
        assert player.position_s() == gone
    player.set_mix(MixPlan(2 * N))
    assert player.position_s() == 2.0


def test_the_shuttle_goes_through_its_speeds() -> None:
    player = Player(NO_CARD)
    player.set_mix(MixPlan(10 * N))
    player.seek(5.0)
    speeds = []
    for direction in (1, 1, 1, 1, 1, -1, -1, 1):
        player.shuttle(direction)
        speeds.append(player.speed)
    assert speeds == [1, 2, 4, 8, 8, -1, -2, 1]
    player.pause()
    assert player.speed == 0


def test_listeners_hear_of_every_change_of_state_once() -> None:
    player = Player(NO_CARD)
    player.set_mix(MixPlan(10 * N))
    speeds: list[float] = []
    player.on_state = lambda: speeds.append(player.speed)
    player.play()
    player.seek(3.0)
    player.toggle()
    player.pause()
    player.scrub(2.0)
    player.toggle()
    assert speeds == [1.0, 0.0, 1.0]


def test_without_a_card_the_picture_plays_on_the_clock(silent: Player) -> None:
    assert NO_CARD in silent.card.problem
    assert not silent.card.is_open
    begun_s = time.monotonic()
    silent.play()
    for _ in range(20):
        time.sleep(0.02)
        before_s = time.monotonic()
        position_s = silent.position_s()
        after_s = time.monotonic()
        assert before_s - begun_s - 0.001 <= position_s <= after_s - begun_s + 0.001


def test_without_a_card_it_pauses_seeks_and_shuttles(silent: Player) -> None:
    silent.play(2.0)
    _until(silent, lambda: silent.position_s() >= 0.4)
    silent.pause()
    rest_s = silent.position_s()
    time.sleep(0.05)
    assert silent.position_s() == rest_s
    silent.seek(5.0)
    silent.play(-4.0)
    _until(silent, lambda: silent.position_s() <= 4.6)
    silent.seek(1.0)
    assert 0.5 < silent.position_s() <= 1.0


def test_without_a_card_it_loops(silent: Player) -> None:
    silent.set_loop(1.0, 1.2)
    silent.seek(0.9)
    silent.play()
    seen = []
    latest = time.monotonic() + 0.8
    while time.monotonic() < latest:
        seen.append(silent.position_s())
        time.sleep(0.005)
    assert max(seen) < 1.2
    assert sum(after < before for before, after in pairwise(seen)) >= 2
    silent.set_loop(None, None)
    _until(silent, lambda: silent.position_s() > 1.25)


@pytest.mark.parametrize(("start_s", "speed", "end_s"), [(9.9, 1.0, 10.0), (0.1, -1.0, 0.0)])
def test_it_stops_at_the_ends_and_starts_over(silent: Player, start_s: float, speed: float, end_s: float) -> None:
    silent.seek(start_s)
    silent.play(speed)
    _until(silent, lambda: not silent.is_playing)
    assert silent.position_s() == end_s
    silent.play(speed)
    assert silent.is_playing
    assert abs(silent.position_s() - (10.0 - end_s)) < 0.2


def test_a_player_that_was_stopped_leaves_no_thread() -> None:
    before = threading.active_count()
    with running(Player(NO_CARD)) as player:
        player.play()
        _until(player, lambda: bool(player.card.problem))
    assert threading.active_count() == before


# With a card ---------------------------------------------------------------------------------------------------------


@contextmanager
def recording(sink: str, folder: Path) -> Iterator[Callable[[], Wave]]:
    """What the card plays meanwhile; the answer is called once all is played and gives ``[n, 2]``."""
    command = [
        "parec",
        "-d",
        f"{sink}.monitor",
        "--format=float32le",
        "--rate=48000",
        "--channels=2",
        "--latency-msec=5",
    ]
    file = folder / "recorded.raw"
    with file.open("wb") as out, subprocess.Popen(command, stdout=out) as process:
        while file.stat().st_size == 0:
            time.sleep(0.01)

        def stop() -> Wave:
            time.sleep(0.3)  # what was played last has to come round
            process.terminate()
            process.wait()
            data = file.read_bytes()
            return np.frombuffer(data[: len(data) // 8 * 8], dtype=np.float32).reshape(-1, 2)

        yield stop
        process.terminate()


_TRIES = 4
"""A busy machine may stand still for longer than a card can wait; once in as many tries it does not."""


@pytest.mark.soundcard
def test_the_card_plays_the_very_samples(sound_card: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (N, 2)).astype(np.float32)
    plan = _plan(tmp_path, noise)

    def heard_exactly() -> bool:
        player = Player("pulse")
        player.set_mix(plan)
        with running(player), recording(sound_card, tmp_path) as recorded:
            player.play()
            _until(player, lambda: player.card.is_open)
            _until(player, lambda: not player.is_playing)
            heard = recorded()
        assert player.position_s() == 1.0
        first = int(np.argmax(np.abs(heard).max(axis=1) > 0))
        whole = heard[first : first + N]
        # The server mixes in whole numbers of 16 or more bits.
        return player.gaps == 0 and whole.shape == noise.shape and bool(np.allclose(whole, noise, rtol=0, atol=2**-14))

    assert any(heard_exactly() for _ in range(_TRIES))


@pytest.mark.soundcard
def test_the_position_keeps_pace_with_the_card(sound_card: str, tmp_path: Path) -> None:
    player = Player("pulse")
    player.set_mix(MixPlan(10 * N))
    with running(player):
        player.play()
        _until(player, lambda: player.position_s() > 0)

        def drifted_s() -> float:
            times, positions = [], []
            for _ in range(100):
                times.append(time.monotonic())
                positions.append(player.position_s())
                time.sleep(0.01)
            return float(np.ptp(np.array(positions) - np.array(times)))

        assert any(drifted_s() < 0.01 for _ in range(_TRIES))


@pytest.mark.soundcard
def test_seeking_while_playing_never_shows_another_place(sound_card: str, tmp_path: Path) -> None:
    player = Player("pulse")
    player.set_mix(MixPlan(100 * N))
    with running(player):
        player.play()
        _until(player, lambda: player.position_s() > 0.1)
        for target in (50.0, 10.0, 80.0):
            player.seek(target)
            latest = time.monotonic() + 0.3
            while time.monotonic() < latest:
                assert target <= player.position_s() < target + 0.4
        player.pause()
        rest_s = player.position_s()
        time.sleep(0.2)
        assert player.position_s() == rest_s


@pytest.mark.soundcard
def test_a_reference_can_be_auditioned_while_paused(sound_card: str, tmp_path: Path) -> None:
    tone = np.full((N // 4, 1), 0.25, dtype=np.float32)

    def heard_whole() -> bool:
        player = Player("pulse")
        player.set_mix(MixPlan(N))
        with running(player), recording(sound_card, tmp_path) as recorded:
            player.audition(Sound(tone, N))
            _until(player, lambda: player.card.is_open)
            time.sleep(0.5)
            heard = recorded()
        assert player.position_s() == 0.0
        return int((np.abs(heard[:, 0] - 0.25) < 1e-3).sum()) == N // 4

    assert any(heard_whole() for _ in range(_TRIES))


@pytest.mark.soundcard
def test_a_take_that_is_missing_is_reported_and_the_rest_plays(sound_card: str, tmp_path: Path) -> None:
    player = Player("pulse")
    problems: list[FoleyError] = []
    player.on_problem = problems.append
    player.set_mix(MixPlan(N, (Strip(tmp_path / "gone.wav", 0, 1.0, 0),)))
    with running(player):
        player.play()
        _until(player, lambda: player.position_s() > 0.2)
    assert [problem.file for problem in problems] == [tmp_path / "gone.wav"]


@pytest.mark.soundcard
def test_a_card_that_vanishes_is_told_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not virtual_devices.can_make_sound_card():
        pytest.skip("no virtual sound card: pulseaudio and parec are not installed")
    monkeypatch.setattr(player_module, "_FIRST_RETRY_S", 0.3)
    own = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    socket = tmp_path / "pulse" / "native"
    monkeypatch.setenv("PULSE_SERVER", f"unix:{socket}")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    player = Player("pulse")
    told: list[bool] = []
    player.on_card = lambda: told.append(player.card.is_open)
    with running(player):
        with _server(tmp_path, socket, own):
            player.set_mix(MixPlan(60 * N))
            player.play()
            _until(player, lambda: player.card.is_open)
            _until(player, lambda: player.position_s() > 0.2)
        killed_s = time.monotonic()
        at_s = player.position_s()
        _until(player, lambda: bool(player.card.problem))
        assert time.monotonic() - killed_s < 2
        _until(player, lambda: player.position_s() > at_s + 0.5)
        assert abs(player.position_s() - at_s - (time.monotonic() - killed_s)) < 0.3
        with _server(tmp_path, socket, own):
            _until(player, lambda: player.card.is_open, 15)
            here_s = player.position_s()
            _until(player, lambda: player.position_s() > here_s + 0.3)
            assert player.is_playing
            player.pause()
    assert told[0]
    assert told[-1]
    assert False in told


@contextmanager
def _server(folder: Path, socket: Path, own: dict[str, str]) -> Iterator[None]:
    (folder / "card.pa").write_text(virtual_devices._CARD)
    command = ["pulseaudio", "-n", "-F", str(folder / "card.pa"), "--daemonize=no", "--exit-idle-time=-1"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([*command, "--use-pid-file=no"], env=os.environ | own, stdout=quiet, stderr=quiet)
    try:
        virtual_devices._wait_for_card(server, socket)
        yield
    finally:
        server.kill()
        server.wait()
