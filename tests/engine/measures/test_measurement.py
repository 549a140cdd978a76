from __future__ import annotations

import json

from foleystudio.dsp.sound import Sound
from foleystudio.engine.measures import measure_sounds
from foleystudio.engine.measures.measurement import LEGEND, Measurement
from tests.dsp.sounds import hits


def _measured() -> Measurement:
    target = Sound(hits([0.3, 1.0, 1.9], 2.5, 48_000)[:, None], 48_000, "dull guide")
    generated = Sound(hits([0.31, 1.02, 1.5], 2.5, 48_000, seed=3)[:, None], 48_000, "take 1")
    return measure_sounds(target, generated, [Sound(generated.samples[:40_000], 48_000, "anvil")])


def test_json_has_every_figure() -> None:
    saved = json.loads(json.dumps(_measured().as_dict()))
    assert saved["onsets"]["matched"] == 2
    assert set(saved["onsets"]["null"]) == {"accuracy", "f1", "ap_strict", "ap_compat"} == set(saved["onsets"]["lift"])
    assert saved["references"] == ["anvil"]
    assert saved["mfcc_cosine"]["floor"] is None
    assert 0 < saved["mfcc_cosine"]["score"] <= 1
    assert {"e_l1", "envelope_r", "mcd_db", "mcd_dtw_db", "resemblyzer_cosine", "duration_s"} <= set(saved)


def test_text_says_what_is_missing() -> None:
    text = _measured().as_text()
    assert "2 of 3 matched, 3 generated (equal counts)" in text
    assert "reference  anvil" in text
    assert "note: there is no timbre floor" in text
    assert "note: there is no timbre ceiling" in text
    assert max(map(len, text.split("\nnote:")[0].splitlines())) <= 100


def test_every_column_has_a_line_of_legend_beneath_the_table() -> None:
    lines = _measured().as_text().splitlines()
    headed = {word for line in lines if line.startswith(("timing", "level", "timbre")) for word in line.split()[1:]}
    legend = [line.split()[0] for line in lines if line in LEGEND]
    assert headed == set(legend)
    assert len(legend) == len(LEGEND)
