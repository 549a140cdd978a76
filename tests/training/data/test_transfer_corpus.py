from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.engine.picture.features import MOTION_DIM
from foleystudio.errors import FoleyError
from foleystudio.training.data import transfer_corpus
from foleystudio.training.data.examples import ExampleShape
from foleystudio.training.data.transfer_corpus import Corpus, CorpusPlan, make_corpus, read_recordings


def test_held_out_examples_are_apart(tiny_corpus: CorpusPlan) -> None:
    train, held_out = Corpus(tiny_corpus, held_out=False), Corpus(tiny_corpus, held_out=True)
    assert (len(train), len(held_out)) == (36, 4)
    seen = train.take(range(36))["target"].flatten(1)
    unseen = held_out.take(range(4))["target"].flatten(1)
    seen, unseen = (mels[mels.std(1) > 0] for mels in (seen, unseen))  # a short scene may be silent
    assert torch.cdist(seen, unseen).min() > 1


def test_a_step_s_batch_does_not_depend_on_the_steps_before(tiny_corpus: CorpusPlan) -> None:
    one, other = Corpus(tiny_corpus, held_out=False), Corpus(tiny_corpus, held_out=False)
    one.batch(0, 4, seed=1)
    assert torch.equal(one.batch(5, 4, seed=1)["target"], other.batch(5, 4, seed=1)["target"])
    assert not torch.equal(one.batch(5, 4, seed=1)["target"], one.batch(6, 4, seed=1)["target"])


def test_making_a_corpus_writes_what_is_missing_and_no_more(tmp_path: Path) -> None:
    plan = CorpusPlan(tmp_path, 1, ExampleShape(STUDIO, frames=16))
    told: list[tuple[int, int]] = []
    make_corpus(plan, 1, lambda done, total: told.append((done, total)))
    written = plan.shard(0).stat().st_mtime_ns
    make_corpus(plan, 1, lambda done, total: told.append((done, total)))
    assert told == [(0, 1), (1, 1)]
    assert plan.shard(0).stat().st_mtime_ns == written
    assert len(Corpus(plan, held_out=False)) == 64


def test_a_corpus_with_pictures_holds_what_moves_in_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer_corpus, "SHARD_EXAMPLES", 3)
    plan = CorpusPlan(tmp_path, 1, ExampleShape(STUDIO, frames=16), pictures=True)
    transfer_corpus._write_shard((plan.shard(0), 0, plan.shape, plan.pictures))
    batch = Corpus(plan, held_out=False).take([0, 1, 2])
    assert batch["features"].shape == (3, 16, MOTION_DIM)
    assert torch.isfinite(batch["features"]).all()
    assert batch["features"].abs().amax(dim=(1, 2)).min() > 0
    assert batch["raster"].shape == (3, 2, 64)


def test_an_empty_folder_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="nothing to learn from"):
        Corpus(CorpusPlan(tmp_path, 3, ExampleShape(STUDIO)), held_out=False)


def test_recordings_begin_at_their_attack_and_only_credited_ones_are_read(tmp_path: Path) -> None:
    rate = 44_100
    wave = np.zeros(rate, dtype=np.float32)
    wave[rate // 2 :] = np.random.default_rng(0).standard_normal(rate - rate // 2) * np.exp(
        -np.arange(rate // 2) / 2000
    )
    (tmp_path / "wood").mkdir()
    for name in ("a", "b", "c"):
        soundfile.write(tmp_path / "wood" / f"{name}.flac", 0.5 * wave / np.abs(wave).max(), rate)
    with pytest.raises(FoleyError, match=r"CREDITS\.csv"):
        read_recordings(tmp_path, held_out=False)
    (tmp_path / "CREDITS.csv").write_text("file,licence\nwood/a.flac,CC0\nwood/b.flac,CC0\n", encoding="utf-8-sig")
    train, held_out = (read_recordings(tmp_path, held_out=part) for part in (False, True))
    assert [r.name for r in train] == ["wood/b.flac"]
    assert [r.name for r in held_out] == ["wood/a.flac"]
    assert np.abs(train[0].wave[:1000]).max() > 0.1


@pytest.mark.parametrize("name", ["../secret.wav", "/etc/hostname", "a/../../b.wav", "C:\\a.wav", "..\\a.wav", ""])
def test_a_list_of_credits_names_no_file_elsewhere(tmp_path: Path, name: str) -> None:
    (tmp_path / "CREDITS.csv").write_text(f"file,by\n{name},a\n", "utf-8")
    with pytest.raises(FoleyError, match="it names a file elsewhere"):
        read_recordings(tmp_path, held_out=True)
    (tmp_path / "CREDITS.csv").write_text("name\na\n", "utf-8")
    with pytest.raises(FoleyError, match="no list of credits"):
        read_recordings(tmp_path, held_out=True)
