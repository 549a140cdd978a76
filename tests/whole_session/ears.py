"""Somebody who listens at the virtual sound card: every sample that it plays, and when that was."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping
from io import BufferedReader
from types import MappingProxyType, TracebackType

import numpy as np

from foleystudio.dsp.sound import Wave

RATE_HZ = 48_000
_BLOCK = 240  # samples looked at together, 5 ms
_AUDIBLE = 0.02


class Ears:
    """Listens from ``with`` on.

    A recording arrives after it was played, sooner or later: the quickest arrival of all tells when samples are played,
    as exactly as the machine ever was quick. What lies between playing and that is the same always, as the time that
    sound takes to an ear is.

    Parameters
    ----------
    sink
        Name of the sound card's sink.
    variables
        That lead to its server, beside those of this process.
    """

    def __init__(self, sink: str, variables: Mapping[str, str] = MappingProxyType({})) -> None:
        command = ["parec", "-d", f"{sink}.monitor", "--format=float32le", f"--rate={RATE_HZ}", "--channels=2"]
        self._process = subprocess.Popen(
            [*command, "--latency-msec=5"], stdout=subprocess.PIPE, env=os.environ | dict(variables)
        )
        assert isinstance(self._process.stdout, BufferedReader)
        self._pipe = self._process.stdout
        self._parts: list[bytes] = []
        self._count = 0
        self._zero_s = float("inf")  # monotonic second of sample 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def __enter__(self) -> Ears:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()
        self._thread.join()
        self._pipe.close()

    def _listen(self) -> None:
        while data := self._pipe.read1(1 << 16):
            now_s = time.monotonic()
            self._parts.append(data)
            self._count += len(data)
            self._zero_s = min(self._zero_s, now_s - self.sample / RATE_HZ)

    @property
    def sample(self) -> int:
        """How many samples have been heard."""
        return self._count // 8

    def heard(self, start: int, stop: int | None = None) -> Wave:
        """``float32 [n, 2]``: what was heard from a sample on."""
        data = b"".join(tuple(self._parts))
        samples: Wave = np.frombuffer(data[: len(data) // 8 * 8], np.float32).reshape(-1, 2)[start:stop]
        return samples

    def when(self, sample: float) -> float:
        """Monotonic second at which a sample was heard."""
        return self._zero_s + sample / RATE_HZ

    def onsets(self, start: int) -> list[int]:
        """First samples of sounds that follow silence, from a sample on."""
        loud = np.flatnonzero(np.abs(self.heard(start)).max(axis=1, initial=0.0) > _AUDIBLE)
        if not len(loud):
            return []
        quiet_before = np.diff(loud, prepend=-RATE_HZ) > 20 * _BLOCK
        return [int(start + at) for at in loud[quiet_before]]

    def wait_for_onsets(self, start: int, count: int, within_s: float = 30.0) -> list[int]:
        """Wait until so many sounds began; answers their samples."""
        latest_s = time.monotonic() + within_s
        while len(found := self.onsets(start)) < count:
            if time.monotonic() > latest_s:
                raise TimeoutError(f"heard {len(found)} of {count} sounds")
            time.sleep(0.01)
        return found
