"""What processes that are started side by side inherit."""

import os

import pytest

from foleystudio.engine.batch.threads import one_thread_each
from foleystudio.media.containers import DECODING_THREADS


def test_who_is_started_meanwhile_takes_one_thread_and_decodes_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    monkeypatch.delenv(DECODING_THREADS, raising=False)
    with one_thread_each():
        assert os.environ["OMP_NUM_THREADS"] == os.environ[DECODING_THREADS] == "1"
    assert os.environ["OMP_NUM_THREADS"] == "5"
    assert DECODING_THREADS not in os.environ
