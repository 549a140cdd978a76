"""Every sound of an experiment measured: timing against the video's own sound, timbre against the reference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from foleystudio.dsp.sound import Sound
from foleystudio.engine.measures import compare_sound_onsets, speech_embedding
from foleystudio.engine.measures.effects_embedding import EffectsNet
from foleystudio.engine.measures.levels import envelope_correlation
from foleystudio.engine.measures.timbre import (
    Embed,
    Floats,
    OnScale,
    cosine,
    mel_cepstral_distortion,
    mfcc_statistics,
    on_scale,
)
from foleystudio.media.sound.reader import read_sound
from foleystudio.training.experiment.manifest import RECORDED, Manifest, PairSounds, read_manifest
from foleystudio.training.experiment.settings import Experiment, is_up_to_date, write_values

UNRELATED = 6
"""Sounds of other categories that a floor is the mean of."""

Row = dict[str, str | float | None]
"""A sound's figures by name, and its pair, pairing and category."""


class Judges:
    """The embeddings that timbre is judged by; recorded sounds are embedded once.

    Parameters
    ----------
    timbre_net
        Weights of the sound-effect embedding, None to do without; it is centred on the recorded sounds.
    recorded
        The experiment's own sounds: what references and floors are drawn from.
    """

    def __init__(self, timbre_net: Path | None, recorded: Sequence[Sound]) -> None:
        self._embeds: dict[str, Embed] = {}
        if timbre_net is not None:
            net = EffectsNet(timbre_net)
            net.centre(recorded)
            self._embeds["effects"] = net.embed
        if speech_embedding.is_installed():
            self._embeds["resemblyzer"] = speech_embedding.embed
        self._embeds["mfcc"] = mfcc_statistics
        self._scales: dict[tuple[str, int], tuple[Floats, OnScale]] = {}
        self._recorded = recorded  # kept, so that no other sound takes one's identity
        self._known: dict[tuple[str, int], Floats] = {}

    def judge(self, generated: Sound, reference: Sound, unrelated: Sequence[Sound]) -> Row:
        """Cosines to a recorded reference, each with its floor (of recorded sounds) and ceiling."""
        found: Row = {}
        for name, embed in self._embeds.items():
            key = name, id(reference)
            if key not in self._scales:
                scale = on_scale(reference, [reference], unrelated, self._remembering(name))
                self._scales[key] = self._remembering(name)(reference), scale
            aim, scale = self._scales[key]
            found |= {
                name: cosine(embed(generated), aim),
                f"{name}_floor": scale.floor,
                f"{name}_ceiling": scale.ceiling,
            }
        return found

    def _remembering(self, name: str) -> Embed:
        def embed(sound: Sound) -> Floats:
            if not any(sound is one for one in self._recorded):
                return self._embeds[name](sound)
            key = name, id(sound)
            if key not in self._known:
                self._known[key] = self._embeds[name](sound)
            return self._known[key]

        return embed


def score(experiment: Experiment, timbre_net: Path | None, report: Callable[[int, int, str], None]) -> int:
    """Measure the sounds of every system that has none or newer sounds than scores, and write them; answers how many.

    Parameters
    ----------
    experiment
        With its stage ``generate`` done.
    timbre_net
        Weights of the sound-effect embedding; None leaves its figures out.
    report
        Gets sounds done, their number, and whose.

    Raises
    ------
    FoleyError
        When sounds are missing or a file cannot be written.
    """
    manifest = read_manifest(experiment.folder)
    places = {pair.real for pair in manifest.cases} | {pair.reference for pair in manifest.cases}
    recorded = {place: read_sound(experiment.folder / place) for place in sorted(places)}
    judges = Judges(timbre_net, list(recorded.values()))
    work = {name: [pair for pair in manifest.cases if name in (RECORDED, *pair.sounds)]
            for name in (RECORDED, *manifest.systems)}  # fmt: skip
    work = {name: pairs for name, pairs in work.items() if not _is_scored(experiment, name, pairs)}
    total, done = sum(map(len, work.values())), 0
    for name, pairs in work.items():
        rows: list[Row] = []
        for pair in pairs:
            generated = recorded[pair.real] if name == RECORDED else read_sound(experiment.folder / pair.sounds[name])
            row = _row(pair, generated, recorded, judges, _unrelated(manifest, pair))
            rows.append({key: float(value) if isinstance(value, float) else value for key, value in row.items()})
            done += 1
            report(done, total, f"{name}: {pair.name}")
        write_values(experiment.scores(name), rows)
    return total


def _is_scored(experiment: Experiment, name: str, pairs: Sequence[PairSounds]) -> bool:
    sounds = [experiment.folder / pair.sounds.get(name, pair.real) for pair in pairs]
    return is_up_to_date(experiment.scores(name), sounds)


def _row(
    pair: PairSounds, generated: Sound, recorded: dict[str, Sound], judges: Judges, unrelated: Sequence[str]
) -> Row:
    own, reference = recorded[pair.real], recorded[pair.reference]
    onsets = compare_sound_onsets(own, generated)
    row: Row = {
        "pair": pair.name,
        "pairing": pair.pairing,
        "category": pair.category,
        "onset_accuracy": onsets.scores.accuracy,
        "onset_f1": onsets.scores.f1,
        "onset_f1_null": onsets.null.f1,
        "onset_f1_lift": onsets.lift.f1,
        "onset_ap": onsets.scores.ap_strict,
        "onset_ap_lift": onsets.lift.ap_strict,
        "count_accuracy": float(onsets.scores.counts_equal),
        "envelope_r": envelope_correlation(own, generated),
    }
    if pair.pairing == "original":  # of a swapped pair nobody knows what it ought to be
        distortion = mel_cepstral_distortion(own, generated)
        row |= {"mcd": distortion.aligned_db, "mcd_dtw": distortion.dtw_db}
    return row | judges.judge(generated, reference, [recorded[place] for place in unrelated])


def _unrelated(manifest: Manifest, pair: PairSounds) -> list[str]:
    """Recorded sounds of other categories, evenly spread; of all other clips where there is one category."""
    others = {other.real: other.category for other in manifest.cases if other.real != pair.reference}
    strangers = [place for place, category in others.items() if category != pair.category] or [*others]
    return strangers[:: max(1, len(strangers) // UNRELATED)][:UNRELATED]
