import json
import os
from pathlib import Path

import pytest
import torch

from foleystudio.engine.models.model_files import (
    ReloadingCache,
    read_about,
    read_config,
    read_figure,
    read_net,
    write_net,
)
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.nets.config import VOCODER_PRESETS, VarietySoundConfig, VocoderConfig
from foleystudio.nets.vocoder.model import Vocoder
from foleystudio.progress import heeding

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


def _configure(folder: Path, **figures: object) -> None:
    described = json.loads((folder / "config.json").read_text())
    described["config"].update(figures)
    (folder / "config.json").write_text(json.dumps(described))


@pytest.mark.parametrize(
    "figures",
    [
        {"dim": -4}, {"dim": 0}, {"dim": 10**9}, {"blocks": 10**6}, {"kernel": 4}, {"n_fft": 1 << 30}, {"hop": 0},
        {"hop": 100}, {"bands": -1}, {"rate_hz": 1}, {"floor": 0.0}, {"refinements": 10**9}, {"low_hz": 40_000.0},
        {"name": "n" * 1000}, {"dim": 1.5}, {"dim": None},
    ],
    ids=str,
)  # fmt: skip
def test_figures_out_of_range_are_no_configuration(tmp_path: Path, figures: dict[str, object]) -> None:
    _saved(tmp_path)
    _configure(tmp_path, **figures)
    with pytest.raises(FoleyError, match="not a net's configuration"):
        read_net(tmp_path, VocoderConfig, Vocoder)


def test_a_net_is_not_built_larger_than_its_weights(tmp_path: Path) -> None:
    _saved(tmp_path)
    _configure(tmp_path, dim=8192, blocks=64, expansion=8)  # all of it within range: 137 GB

    def build(config: VocoderConfig) -> Vocoder:
        assert torch.get_default_device().type == "meta", "memory is asked for"
        return Vocoder(config)

    with pytest.raises(FoleyError, match="do not fit the configuration"):
        read_net(tmp_path, VocoderConfig, build)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_a_clear_error(tmp_path: Path, value: float) -> None:
    net = _saved(tmp_path)
    with torch.no_grad():
        net.norm_in.weight[3] = value
    write_net(tmp_path, net, _TINY)
    with pytest.raises(FoleyError, match=r"weights in it are not numbers, first in norm_in\.weight"):
        read_net(tmp_path, VocoderConfig, Vocoder)


@pytest.mark.parametrize(("told", "figure"), [(0.25, 0.25), ("x", 0.5), ([1], 0.5), (None, 0.5), (7, 0.5), (True, 0.5)])
def test_a_figure_that_is_no_share_is_the_usual_one(tmp_path: Path, told: object, figure: float) -> None:
    write_net(tmp_path, Vocoder(_TINY), _TINY, {"threshold": told})
    assert read_figure(tmp_path, "threshold", 0.5) == figure


def test_a_net_asks_at_each_layer_whether_to_go_on(tmp_path: Path) -> None:
    net = Vocoder(VOCODER_PRESETS["small"])
    write_net(tmp_path, net, net.config)
    read = read_net(tmp_path, VocoderConfig, Vocoder)
    mel, asked = torch.zeros(1, read.config.bands, 8), list[int]()
    with torch.inference_mode(), heeding(lambda: bool(asked.append(1))):
        read(mel)
    assert len(asked) > 3 * read.config.blocks
    with torch.inference_mode(), heeding(lambda: True), pytest.raises(CancelledError):
        read(mel)
