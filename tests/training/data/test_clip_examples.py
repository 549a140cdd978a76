import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.training.data.clip_examples import examples_of
from foleystudio.training.data.clip_folders import Source
from foleystudio.training.data.clip_windows import Cutting
from tests.conftest import MakeClip

_CUTTING = Cutting("studio", 43, holds="examples")  # 2 s


def _hits(seconds: float, hits: dict[float, float], pitch_hz: float = 900) -> NDArray[np.float32]:
    rate = 44_100
    wave = np.random.default_rng(0).normal(0, 0.002, int(seconds * rate)).astype(np.float32)
    t = np.arange(rate // 2) / rate
    ring = np.exp(-t * 18) * np.sin(2 * np.pi * pitch_hz * t)
    for time_s, level in hits.items():
        at = int(time_s * rate)
        wave[at : at + len(ring)] += (level * ring)[: len(wave) - at].astype(np.float32)
    return wave[:, None]


@pytest.fixture
def source(make_clip: MakeClip) -> Source:
    audio = _hits(6.0, {0.4: 0.4, 1.1: 0.32, 2.6: 0.8, 4.5: 0.4, 5.2: 0.3})
    return Source(make_clip("a.mkv", frames=150, audio=audio, audio_rate_hz=44_100, audio_codec="pcm_s16le"), "")


def test_every_window_is_told_by_its_events_and_the_hardest_other_window(source: Source) -> None:
    examples = list(examples_of(source, _CUTTING))
    assert len(examples) == 3
    first, second, third = examples
    for example in examples:
        assert example["target"].shape == (STUDIO.n_bands, 172)
        assert example["features"].shape[0] == 43
        assert all(torch.isfinite(tensor).all() for tensor in example.values())
    columns = first["raster"][0].nonzero().squeeze(1)
    assert (columns * 512 / 44_100).tolist() == pytest.approx([0.4, 1.1], abs=0.03)
    # The reference is the hardest window: strengths are told by its hit of 0.8.
    assert first["raster"][0, columns].tolist() == pytest.approx([0.5, 0.4], rel=0.3)
    assert 0.4 < float(third["raster"][0].max()) < 0.6
    # That window itself is heard by the next hardest, and brought down to it.
    assert float(second["raster"][0].max()) == pytest.approx(1.0)
    assert torch.equal(first["reference"], third["reference"])
    assert not torch.equal(first["reference"], second["reference"])


def test_the_draft_stands_where_the_target_does(source: Source) -> None:
    for example in examples_of(source, _CUTTING):
        target, draft = (example[key].exp().sum(0) for key in ("target", "draft"))
        assert float(torch.corrcoef(torch.stack((target, draft)))[0, 1]) > 0.6


def test_a_clip_with_one_sounding_window_is_its_own_reference_and_a_silent_one_gives_none(make_clip: MakeClip) -> None:
    alone = make_clip("b.mkv", frames=50, audio=_hits(2.0, {0.5: 0.5}), audio_rate_hz=44_100, audio_codec="pcm_s16le")
    (example,) = examples_of(Source(alone, ""), _CUTTING)
    assert float(example["raster"][0].max()) == pytest.approx(1.0)
    silent = make_clip("c.mp4", frames=50, audio=np.zeros((88_200, 1), np.float32), audio_rate_hz=44_100)
    assert not list(examples_of(Source(silent, ""), _CUTTING))


def test_its_background_is_the_quietest_stretch(source: Source) -> None:
    (first, *_) = examples_of(source, _CUTTING)
    assert float(first["background"].mean()) < float(first["target"].mean())
    assert float(first["background"].mean()) > STUDIO.silence + 1  # not digital silence
