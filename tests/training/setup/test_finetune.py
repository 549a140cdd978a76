from pathlib import Path

import numpy as np
import pytest
import torch

from foleystudio.engine.models.model_files import write_net
from foleystudio.errors import FoleyError
from foleystudio.nets.config import PRESETS
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.training.run.trainer import Trainer, TrainerConfig
from foleystudio.training.setup import finetune
from foleystudio.training.setup.finetune import own_clips_task, trained_net
from tests.clips import write_clip

_CPU = torch.device("cpu")
_TINY = PRESETS["tiny"]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    net = VarietySound(_TINY)
    torch.nn.init.constant_(net.mel_decoder.to_mel.bias, 0.4)  # everything it says is too loud
    write_net(tmp_path / "model", net, _TINY)
    return tmp_path / "model"


def _clips(folder: Path) -> Path:
    folder.mkdir()
    rate, t = 44_100, np.arange(22_050) / 44_100
    for number, pitch in enumerate((500, 520)):
        wave = np.random.default_rng(number).normal(0, 0.002, 9 * rate).astype(np.float32)
        for at in (rate // 2, 3 * rate, 5 * rate, 7 * rate):
            wave[at : at + len(t)] += (0.5 * np.exp(-t * 18) * np.sin(2 * np.pi * pitch * t)).astype(np.float32)
        write_clip(
            folder / f"{number}.mkv", frames=225, audio=wave[:, None], audio_rate_hz=rate, audio_codec="pcm_s16le"
        )
    (folder / "broken.mp4").write_bytes(b"no clip")
    return folder


def test_it_starts_from_the_model_and_learns_the_user_s_clips(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    task = own_clips_task(_clips(tmp_path / "clips"), model, _CPU, 2, 0, lambda _d, _t, what: told.append(what))
    assert len(told) == 3
    assert "left out" in capsys.readouterr().out
    start = trained_net(model).state_dict()
    assert all(torch.equal(tensor, start[name]) for name, tensor in task.net.state_dict().items())
    with torch.no_grad():
        before = task.measure(task.net.eval())
    config = TrainerConfig(steps=20, batch=2, rate=1e-2, warm_up=1, ema=0.8, measure_every=20)
    Trainer(task, config, tmp_path / "run", _CPU).run(lambda _line: None)
    with torch.no_grad():
        after = task.measure(task.net.eval())
    assert after["net"] < 0.8 * before["net"]
    assert trained_net(tmp_path / "run").config == _TINY  # a run's own folder is a model too
    again: list[str] = []
    own_clips_task(tmp_path / "clips", model, _CPU, 2, 0, lambda _d, _t, what: again.append(what))
    assert len(again) == 3  # prepared before: nothing is computed twice, and nothing fails


def test_no_model_and_the_shipped_one(tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finetune, "models_dir", lambda: tmp_path)
    with pytest.raises(FoleyError, match="no trained model to start from"):
        own_clips_task(tmp_path, None, _CPU, 2, 0, lambda *_: None)
    model.rename(tmp_path / "varietysound")
    assert trained_net(None).config == _TINY


def test_a_folder_prepared_for_the_paper_s_regime_is_a_clear_error(tmp_path: Path, model: Path) -> None:
    from foleystudio.training.data.clip_windows import Cutting
    from foleystudio.training.data.preprocess import prepare_folder

    prepare_folder(_clips(tmp_path / "clips"), tmp_path / "paper", Cutting("paper", 43))
    with pytest.raises(FoleyError, match="prepared for another regime"):
        own_clips_task(tmp_path / "paper", model, _CPU, 2, 0, lambda *_: None)
