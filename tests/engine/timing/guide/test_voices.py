from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.references.speech import speech_probability
from foleystudio.engine.timing.guide.voices import Speech, SpeechListener, with_speech
from foleystudio.project.events import Event
from foleystudio.project.proposals import Candidate, Candidates
from foleystudio.training.scenes.listening.beds import speech


def talk(seconds: float) -> Wave:
    """Half a minute's quiet, then somebody who speaks."""
    voice = 0.1 * speech(seconds - 30, np.random.default_rng(0))
    return np.concatenate([np.zeros(30 * ONSET_RATE_HZ, np.float32), voice]).astype(np.float32)


def listened(wave: Wave, block: int) -> Speech:
    listener = SpeechListener()
    pieces: Iterator[Wave] = (wave[first : first + block] for first in range(0, len(wave), block))
    heard = np.concatenate([*listener.along(pieces), np.zeros(0, np.float32)])
    np.testing.assert_array_equal(heard, wave)
    return listener.speech()


def test_voices_are_heard_along_the_way_in_any_blocks() -> None:
    wave = talk(60.0)
    one, other = listened(wave, 100_000), listened(wave, len(wave))
    np.testing.assert_allclose(one.probability, other.probability, atol=1e-4)
    assert len(one.probability) == pytest.approx(60 / 0.032, abs=1)
    assert (one.probability[: int(29 / 0.032)] < 0.5).all()
    assert (one.probability[int(31 / 0.032) :] > 0.5).mean() > 0.5
    assert one.is_found


def test_pieces_agree_with_the_whole() -> None:
    wave = talk(60.0)
    whole = speech_probability(wave[:, None], ONSET_RATE_HZ) > 0.5
    assert (whole == (listened(wave, 50_000).probability > 0.5)[: len(whole)]).mean() > 0.95


def test_nothing_is_heard_in_nothing() -> None:
    assert not listened(np.zeros(0, np.float32), 10).is_found
    assert listened(np.zeros(0, np.float32), 10).at(1.0) == 0.0


def test_what_is_said_has_to_be_more_certain() -> None:
    found = Candidates((Candidate(Event(0.5), 0.6), Candidate(Event(2.5), 0.6), Candidate(Event(3.0), 0.95)), "guide")
    speech = Speech(np.repeat(np.array([0, 1], np.float32), 60))
    voiced = with_speech(found, speech)
    assert voiced.has_speech
    assert [e.time_s for e in voiced.events()] == [0.5, 3.0]
    assert [e.time_s for e in voiced.events(ignore_voices=False)] == [0.5, 2.5, 3.0]
    assert len(voiced.events(1.0)) == 3
    assert with_speech(found, Speech(np.zeros(100, np.float32))) == found
