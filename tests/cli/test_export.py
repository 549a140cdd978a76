"""Exports of a saved project, those from outside too."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foleystudio.dsp.sound import Sound
from foleystudio.media.probe import probe
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.levels.loudness import measure_loudness
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.storage.saved import load_project, save_project
from foleystudio.project.takes import Take
from tests.cli.conftest import RATE_HZ, Foley, hits
from tests.conftest import MakeClip
from tests.outside.export import subtitles
from tests.outside.formats import formats
from tests.projects import timed


@pytest.fixture
def project(make_clip: MakeClip, tmp_path: Path) -> Path:
    """Two seconds with a guide, and two tracks with a take each."""
    clip = make_clip("clip.mov", frames=50, audio=hits([0.5], 2.0))
    made = Project(clip=clip, in_s=0.5, out_s=1.5)
    made = replace(made, guide=replace(made.guide, mute=True))
    for number in range(2):
        take = tmp_path / f"take {number}.wav"
        write_sound(take, Sound(hits([0.5 + number / 2], 2.0)[:, None], RATE_HZ))
        made = made.with_track()
        made = made.with_take(made.tracks[-1].key, Take(take, "knock", 2 * RATE_HZ))
    file = tmp_path / "film.foley"
    save_project(timed(made, EventTrack((Event(0.5), Event(1.2)))), file)
    return file


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".wav", ".flac"])
def test_the_name_says_whether_it_is_the_video_or_the_mix(foley: Foley, project: Path, suffix: str) -> None:
    out = project.with_name(f"out{suffix}")
    outcome = foley("export", project, "-o", out)
    assert (outcome.code, outcome.out) == (0, ""), outcome.err
    assert outcome.err.startswith(f"{out}, ")
    assert " LUFS, " in outcome.err
    assert re.search(r"dBTP; at most -\d+\.\d momentary, range \d+\.\d LU\.", outcome.err)
    mix = read_sound(out, RATE_HZ).mono()
    for second in (0.5, 1.0):
        assert np.abs(mix[int(second * RATE_HZ) :][:4800]).max() > 0.1


def test_stems_a_stretch_and_markers(foley: Foley, project: Path) -> None:
    outcome = foley("export", project, "-o", project.with_name("film.wav"), "--what", "stems", "--in-to-out")
    assert outcome.code == 0, outcome.err
    stems = sorted(project.parent.glob("film - *.wav"))
    assert [len(read_sound(stem)) for stem in stems] == [RATE_HZ, RATE_HZ]
    assert outcome.err.count("dBTP") == 2
    assert foley("export", project, "-o", project.with_name("film.csv")).code == 0
    assert project.with_name("film.csv").read_text().count(",event,Foley ") == 4


def test_the_guide_is_kept_and_the_loudness_met(foley: Foley, project: Path) -> None:
    out = project.with_name("out.mov")
    outcome = foley("export", project, "-o", out, "--keep-guide", "--normalise")
    assert outcome.code == 0, outcome.err
    assert len(probe(out).audio) == 2
    assert float(outcome.err.split(" LUFS")[0].split(", ")[-1]) >= -24


def test_what_an_export_cannot_do_is_refused_before_anything_is_read(foley: Foley, tmp_path: Path) -> None:
    gone = tmp_path / "gone.foley"
    assert foley("export", gone, "-o", "a.wav", "--keep-guide").refused("--keep-guide", "'sound'")
    assert foley("export", gone, "-o", "a.csv", "--normalise").refused("--normalise", "'markers'")
    assert foley("export", gone, "-o", "a.mp4", "--in-to-out").refused("--in-to-out", "'video'")
    assert foley("export", gone, "-o", "a.pdf").refused("a.pdf", ".mp4", ".csv")
    assert foley("export", gone, "-o", "a.wav", "--what", "film").refused("--what", "'stems'")
    assert foley("export", gone, "-o", "a.wav").refused("gone.foley")


def test_a_project_without_a_clip_is_told(foley: Foley, tmp_path: Path) -> None:
    save_project(Project(), tmp_path / "empty.foley")
    assert foley("export", tmp_path / "empty.foley", "-o", tmp_path / "a.wav").refused("empty.foley", "no clip")


def test_exports_and_formats_from_outside_are_in_the_help_and_written(foley: Foley, project: Path) -> None:
    with subtitles(), formats():
        told = " ".join(foley("export", "--help").out.split())
        assert "[video|sound|stems|markers|otio|edl|fcpxml|reaper|cues|subtitles]" in told
        assert "or subtitles (a bang an event)." in told
        assert "FILE The file to write (.mp4, .mov, .mkv, .mxf, .mk3d, .wav," in told
        for name in ("film.sub", "film.aiff"):
            assert foley("export", project, "-o", project.with_name(name)).code == 0
    assert project.with_name("film.sub").read_text() == "\n".join(["0.50 BANG", "1.20 BANG"] * 2)
    assert len(read_sound(project.with_name("film.aiff"))) == 2 * RATE_HZ
    assert "subtitles" not in foley("export", "--help").out
    assert foley("export", project, "-o", project.with_name("again.sub")).refused("again.sub")


def test_samples_of_all_kinds(foley: Foley, project: Path) -> None:
    for rate, bits, subtype in (("44100", "16", "PCM_16"), ("96000", "24", "PCM_24"), ("48000", "32", "FLOAT")):
        out = project.with_name(f"{rate}.wav")
        outcome = foley("export", project, "-o", out, "--rate", rate, "--bits", bits)
        assert outcome.code == 0, outcome.err
        found = soundfile.info(out)
        assert (found.samplerate, found.subtype, found.frames) == (int(rate), subtype, 2 * int(rate))
        assert abs(int(np.argmax(np.abs(soundfile.read(out)[0][:, 0]))) / int(rate) - 0.5) < 0.01
    assert foley("export", project, "-o", project.with_name("a.flac"), "--bits", "32").refused("FLAC holds 16 or 24")


def test_loudness_by_name_and_by_number(foley: Foley, project: Path) -> None:
    for wish, lufs in (("netflix", -27.0), ("atsc-a85", -24.0), ("-30", -30.0)):
        outcome = foley("export", project, "-o", project.with_name("a.wav"), "--loudness", wish)
        assert outcome.code == 0, outcome.err
        assert measure_loudness(project.with_name("a.wav")).integrated_lufs == pytest.approx(lufs, abs=0.1)
        assert ("dialogue" in outcome.err) == (wish == "netflix")
    assert foley("export", project, "-o", "a.wav", "--loudness", "loud").refused("'loud' is no loudness", "streaming")
    assert foley("export", project, "-o", "a.wav", "--loudness", "-20", "--normalise").refused("two levels")


def test_what_becomes_of_the_own_sound_and_how_the_new_one_is_stored(foley: Foley, project: Path) -> None:
    for own, count in (("replace", 1), ("before", 2), ("after", 2), ("alone", 1)):
        out = project.with_name(f"{own}.mkv")
        outcome = foley("export", project, "-o", out, "--own-sound", own, "--sound", "flac")
        assert outcome.code == 0, outcome.err
        titles = [track.title for track in probe(out).audio]
        assert len(titles) == count
        assert titles[-1 if own == "after" else 0] == "Foley"
        assert probe(out).audio[titles.index("Foley")].codec == "flac"
    assert "2 sounds (FLAC stereo 48 kHz" in foley("export", project, "-o", out, "--own-sound", "before",
                                                   "--sound", "flac").err  # fmt: skip
    mp4 = project.with_name("a.mp4")
    assert foley("export", project, "-o", mp4, "--sound", "pcm24").refused("MP4 holds no 24-bit PCM", ".mov")
    assert foley("export", project, "-o", mp4, "--own-sound", "after", "--keep-guide").refused("say the same")
    assert foley("export", project, "-o", "a.wav", "--own-sound", "after").refused("--own-sound", "'sound'")


def test_stems_are_named_by_template_and_shown_before(foley: Foley, project: Path) -> None:
    stems = ("export", project, "-o", project.with_name("film.wav"), "--what", "stems")
    asked = (*stems, "--names", "ucs", "--creator", "ABC", "--source", "My_Show")
    shown = foley(*asked, "--show-names")
    names = ["FOLYMisc_Foley 1_ABC_My Show.wav", "FOLYMisc_Foley 2_ABC_My Show.wav"]
    assert shown.out.splitlines() == names
    assert not list(project.parent.glob("FOLY*"))
    assert foley(*asked).code == 0
    assert sorted(path.name for path in project.parent.glob("FOLY*")) == names
    assert foley(*stems, "--names", "{who}").refused("'{who}' names no files", "{catid}")
    assert foley("export", project, "-o", "a.mp4", "--names", "ucs").refused("--names", "'video'")


def test_what_passes_full_scale_is_told_with_the_way_out(foley: Foley, project: Path) -> None:
    document = load_project(project).project
    save_project(document.with_changed_track(replace(document.tracks[0], gain_db=20.0)), project)
    loud = foley("export", project, "-o", project.with_name("loud.wav"))
    assert "passes full scale" in loud.err
    assert "--loudness ebu-r128" in loud.err
    assert "--loudness" not in foley("export", project, "-o", project.with_name("a.wav"), "--loudness", "-20").err
    assert foley("export", project, "-o", "a.wav", "--per-layer").refused("--per-layer", "'sound'")


@pytest.mark.parametrize("name", ["film.edl", "film.rpp", "film.fcpxml", "film.html", "film.otio"])
def test_what_other_programs_open(foley: Foley, project: Path, name: str) -> None:
    if name.endswith(".otio"):
        pytest.importorskip("opentimelineio")
    outcome = foley("export", project, "-o", project.with_name(name))
    assert (outcome.code, outcome.err) == (0, f"{project.with_name(name)}.\n")
    assert "knock" in project.with_name(name).read_text("utf-8") or name == "film.html"


def test_a_cue_sheet_as_a_list_is_asked_for(foley: Foley, project: Path) -> None:
    assert foley("export", project, "-o", project.with_name("film.csv"), "--what", "cues").code == 0
    assert project.with_name("film.csv").read_text().startswith("cue,track,in,out")
