import json
import os
from pathlib import Path

import pytest
import torch

from foleystudio.engine.models.model_files import ReloadingCache, read_about, read_config, read_net, write_net
from foleystudio.errors import FoleyError
from foleystudio.nets.config import VOCODER_PRESETS, VarietySoundConfig, VocoderConfig
from foleystudio.nets.vocoder.model import Vocoder

_TINY = VOCODER_PRESETS["tiny"]


def _saved(folder: Path) -> Vocoder:
    torch.manual_seed(3)
    net = Vocoder(_TINY).eval()
    write_net(folder, net, _TINY, {"steps": 7})
    return net


def test_a_net_comes_back_as_it_was(tmp_path: Path) -> None:
    net = _saved(tmp_path / "new" / "model")
    again = read_net(tmp_path / "new" / "model", VocoderConfig, Vocoder)
    assert again.config == _TINY
    assert not again.training
    mel = torch.randn(1, _TINY.bands, 12)
    with torch.no_grad():
        assert torch.equal(net(mel), again(mel))
    assert read_about(tmp_path / "new" / "model") == {"steps": 7}


def test_a_configuration_that_an_editor_has_marked_is_read(tmp_path: Path) -> None:
    _saved(tmp_path)
    config = tmp_path / "config.json"
    config.write_text(config.read_text("utf-8"), encoding="utf-8-sig")
    assert read_config(tmp_path, VocoderConfig) == _TINY


def test_nested_configurations_come_back(tmp_path: Path) -> None:
    from foleystudio.nets.config import PAPER_PRESETS

    write_net(tmp_path, torch.nn.Linear(1, 1), PAPER_PRESETS["tiny"])
    assert read_config(tmp_path, VarietySoundConfig) == PAPER_PRESETS["tiny"]


def test_weights_of_another_configuration_are_a_clear_error(tmp_path: Path) -> None:
    _saved(tmp_path)
    described = json.loads((tmp_path / "config.json").read_text())
    described["config"]["dim"] = 2 * _TINY.dim
    (tmp_path / "config.json").write_text(json.dumps(described))
    with pytest.raises(FoleyError, match="do not fit the configuration beside them"):
        read_net(tmp_path, VocoderConfig, Vocoder)


def test_missing_and_damaged_files_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match=r"no model: it has no config\.json"):
        read_net(tmp_path, VocoderConfig, Vocoder)
    _saved(tmp_path)
    weights = tmp_path / "weights.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FoleyError, match="weights are damaged"):
        read_net(tmp_path, VocoderConfig, Vocoder)
    weights.unlink()
    with pytest.raises(FoleyError, match="there are no weights"):
        read_net(tmp_path, VocoderConfig, Vocoder)
    with pytest.raises(FoleyError, match="it describes a VocoderConfig, not a VarietySoundConfig"):
        read_config(tmp_path, VarietySoundConfig)
    config = tmp_path / "config.json"
    described = json.loads(config.read_text())
    for broken, what in (
        ('{"kind": "VocoderConfig", "config": {"dim": "wide"}}', "not a net's configuration"),
        ('{"kind": "VocoderConfig"}', "not a net's configuration"),
        ("[1]", "not a net's configuration"),
        (json.dumps(described)[:40], "cannot be read as JSON"),
    ):
        config.write_text(broken)
        with pytest.raises(FoleyError, match=what):
            read_config(tmp_path, VocoderConfig)


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FoleyError):
        write_net(tmp_path / "file" / "model", Vocoder(_TINY), _TINY)


def test_a_folder_is_read_once_and_anew_when_its_files_have_changed(tmp_path: Path) -> None:
    read: list[Path] = []

    def note(folder: Path) -> int:
        read.append(folder)
        read_net(folder, VocoderConfig, Vocoder)
        return len(read)

    kept = ReloadingCache(note)
    with pytest.raises(FoleyError):
        kept.of(tmp_path)
    _saved(tmp_path)
    assert [kept.of(tmp_path), kept.of(tmp_path)] == [2, 2]
    os.utime(tmp_path / "weights.safetensors", ns=(1, 1))
    assert [kept.of(tmp_path), kept.of(tmp_path)] == [3, 3]
    (tmp_path / "weights.safetensors").unlink()
    with pytest.raises(FoleyError, match="no weights"):
        kept.of(tmp_path)
