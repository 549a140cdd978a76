import errno
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import inf
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from wavinfo import WavInfoReader

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.mix.export import export_markers, export_sound, export_video, measure_mix
from foleystudio.engine.mix.options import ExportOptions, Range
from foleystudio.engine.mix.report import ExportReport
from foleystudio.engine.mix.stems import export_stems
from foleystudio.engine.mix.targets import TARGETS
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.formats import OwnSound
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.levels.loudness import measure_loudness
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.takes import Take
from tests.conftest import MakeClip
from tests.media.made import Shot
from tests.media.tracks import SoundTrack, strikes, write_tracks
from tests.projects import timed

Export = Callable[..., ExportReport]
BROADCAST = TARGETS["ebu-r128"]
N = 96_000  # two seconds
STEP = 2**-23  # of 24 bits


def _noise(seed: int, level: float = 0.2) -> Wave:
    return np.random.default_rng(seed).uniform(-level, level, (N, 2)).astype(np.float32)


@pytest.fixture
def clip(make_clip: MakeClip) -> Clip:
    return open_clip(make_clip("a clip ü.mp4", frames=50, rate_fps=Fraction(25)))


@pytest.fixture
def project(clip: Clip, tmp_path: Path) -> Project:
    """Two tracks, ``Foley 1`` and ``Foley 2``, each with a take as long as the clip."""
    project = Project(clip=clip.path)
    for name in ("one", "two"):
        write_sound(tmp_path / f"{name}.wav", Sound(_noise(len(name + name[0])), 48_000), "FLOAT")
        project = project.with_track()
        project = project.with_take(project.tracks[-1].key, Take(tmp_path / f"{name}.wav", name, N))
    return project


def _read(path: Path) -> Wave:
    samples: Wave = soundfile.read(path, dtype="float32", always_2d=True)[0]
    return samples


def _mix(project: Project) -> Wave:
    mix: Wave = np.sum([_read(take.path) for take in project.takes], axis=0, dtype=np.float32)
    return mix


def _packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(p) for p in container.demux(container.streams.video[0]) if p.size]


@pytest.mark.parametrize("suffix", [".mov", ".mkv"])
def test_a_video_has_the_very_picture_and_the_very_mix(
    project: Project, clip: Clip, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"out{suffix}"
    report = export_video(project, clip, out)
    assert _packets(out) == _packets(clip.path)
    sound = read_sound(out)
    np.testing.assert_allclose(sound.samples, _mix(project), atol=STEP)
    assert [file.path for file in report.files] == [out]
    assert (report.gain_db, report.notes) == (0.0, ())


def test_a_click_stays_at_its_instant(clip: Clip, tmp_path: Path) -> None:
    click = np.zeros((N, 1), dtype=np.float32)
    click[48_000] = 0.9
    write_sound(tmp_path / "click.wav", Sound(click, 48_000), "FLOAT")
    project = Project(clip=clip.path).with_track()
    project = project.with_take(0, Take(tmp_path / "click.wav", "click", N))
    for suffix, slack in ((".mov", 0), (".mkv", 0), (".mp4", 1)):
        export_video(project, clip, tmp_path / f"out{suffix}")
        heard = read_sound(tmp_path / f"out{suffix}").mono()
        assert abs(int(np.argmax(np.abs(heard))) - 48_000) <= slack


def test_the_clips_own_sound_can_stay_beside_the_mix(project: Project, make_clip: MakeClip, tmp_path: Path) -> None:
    own = _noise(9)
    clip = open_clip(make_clip("own.mov", frames=50, audio=own))
    project = replace(project, clip=clip.path, guide=replace(project.guide, mute=True))
    export_video(project, clip, tmp_path / "both.mov", options=ExportOptions(OwnSound.BEFORE))
    np.testing.assert_allclose(read_sound(tmp_path / "both.mov", stream=0).samples, _mix(project), atol=STEP)
    np.testing.assert_allclose(read_sound(tmp_path / "both.mov", stream=1).samples, own, atol=STEP)
    export_video(project, clip, tmp_path / "one.mov")
    with av.open(str(tmp_path / "one.mov")) as container:
        assert len(container.streams.audio) == 1


def test_the_guide_is_in_the_mix_unless_muted(project: Project, make_clip: MakeClip, tmp_path: Path) -> None:
    own = _noise(9)
    clip = open_clip(make_clip("own.mov", frames=50, audio=own))
    project = replace(project, clip=clip.path)
    export_sound(project, clip, tmp_path / "mix.wav")
    np.testing.assert_allclose(_read(tmp_path / "mix.wav"), _mix(project) + own, atol=2 * STEP)


def test_a_guide_that_cannot_be_heard_is_no_part_of_the_mix(
    project: Project, make_clip: MakeClip, tmp_path: Path
) -> None:
    hiss = _noise(9, 1e-4)  # the noise floor of an empty track: the player leaves it out too
    clip = open_clip(make_clip("own.mov", frames=50, audio=hiss))
    export_sound(replace(project, clip=clip.path), clip, tmp_path / "mix.wav")
    np.testing.assert_allclose(_read(tmp_path / "mix.wav"), _mix(project), atol=STEP)


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_sound_is_the_mix_at_48_khz_and_24_bits(project: Project, clip: Clip, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"mix{suffix}"
    export_sound(project, clip, out)
    info = soundfile.info(out)
    assert (info.samplerate, info.channels, info.subtype, info.frames) == (48_000, 2, "PCM_24", N)
    np.testing.assert_allclose(_read(out), _mix(project), atol=STEP)


def test_a_broadcast_wav_says_where_in_the_clip_it_begins(project: Project, clip: Clip, tmp_path: Path) -> None:
    out = tmp_path / "part.wav"
    export_sound(project, clip, out, part=Range(0.5, 1.25))
    np.testing.assert_allclose(_read(out), _mix(project)[24_000:60_000], atol=STEP)
    bext = WavInfoReader(str(out)).bext
    assert bext is not None
    assert bext.time_reference == 24_000
    assert bext.description == "a clip u: mix"


@pytest.mark.parametrize("part", [Range(1.0, 1.0), Range(1.5, 1.0), Range(5.0)])
def test_an_empty_range_is_refused(project: Project, clip: Clip, tmp_path: Path, part: Range) -> None:
    with pytest.raises(FoleyError, match="in and out"):
        export_sound(project, clip, tmp_path / "part.wav", part=part)


def test_stems_are_one_a_track_of_one_length(project: Project, clip: Clip, tmp_path: Path) -> None:
    first = project.tracks[0]
    project = project.with_changed_track(replace(first, gain_db=-6.0, solo=True)).with_track("empty")
    report = export_stems(project, clip, tmp_path / "film.wav")
    assert [file.path.name for file in report.files] == ["film - Foley 1.wav", "film - Foley 2.wav"]
    stems = [_read(file.path) for file in report.files]
    assert [len(stem) for stem in stems] == [N, N]
    one, two = (_read(take.path) for take in project.takes)
    np.testing.assert_allclose(stems[0], one * np.float32(10 ** (-6 / 20)), atol=2 * STEP)
    np.testing.assert_allclose(stems[1], two, atol=STEP)
    assert not list(tmp_path.glob(".*"))


def test_a_track_that_was_not_performed_yet_is_told(project: Project, clip: Clip, tmp_path: Path) -> None:
    project = project.with_track("Moves")
    assert not export_stems(project, clip, tmp_path / "film.wav").notes, "one without events has nothing to perform"
    waiting = replace(project.tracks[-1], events=EventTrack((Event(0.5),)))
    report = export_stems(project.with_changed_track(waiting), clip, tmp_path / "again.wav")
    assert report.notes == ("Moves has no take and no stem: perform it first.",)
    assert len(report.files) == 2


def test_normalised_stems_keep_their_balance(project: Project, clip: Clip, tmp_path: Path) -> None:
    report = export_stems(project, clip, tmp_path / "film.wav", options=ExportOptions(target=BROADCAST))
    stems = [_read(file.path) for file in report.files]
    expected = _mix(project) * np.float32(10 ** (report.gain_db / 20))
    np.testing.assert_allclose(np.sum(stems, axis=0), expected, atol=4 * STEP)
    total = measure_loudness(Sound(np.sum(stems, axis=0, dtype=np.float32), 48_000))
    assert total.integrated_lufs == pytest.approx(BROADCAST.lufs, abs=0.5)


def test_stems_of_tracks_with_one_name_do_not_overwrite_each_other(
    project: Project, clip: Clip, tmp_path: Path
) -> None:
    for track in project.tracks:
        project = project.with_changed_track(replace(track, name="Steps / left?"))
    report = export_stems(project, clip, tmp_path / "film.wav")
    assert [file.path.name for file in report.files] == ["film - Steps - left-.wav", "film - Steps - left- 2.wav"]


def test_stems_are_told_apart_where_case_does_not_tell(project: Project, clip: Clip, tmp_path: Path) -> None:
    for track, name in zip(project.tracks, ("Steps", "STEPS"), strict=True):
        project = project.with_changed_track(replace(track, name=name))
    report = export_stems(project, clip, tmp_path / "film.wav")
    assert [file.path.name for file in report.files] == ["film - Steps.wav", "film - STEPS 2.wav"]


def test_no_stem_takes_the_place_of_a_file_that_the_project_uses(project: Project, clip: Clip, tmp_path: Path) -> None:
    used = tmp_path / "shot - Foley 2.wav"
    write_sound(used, Sound(_noise(7), 48_000))
    before = used.read_bytes()
    project = project.with_reference(used)
    with pytest.raises(FoleyError, match=r"shot - Foley 2\.wav: the project itself"):
        export_stems(project, clip, tmp_path / "shot.wav")
    assert used.read_bytes() == before
    assert [path.name for path in tmp_path.glob("shot*")] == [used.name]


def test_a_folder_in_a_stem_s_place_is_a_clear_error(project: Project, clip: Clip, tmp_path: Path) -> None:
    (tmp_path / "film - Foley 1.wav").mkdir()
    with pytest.raises(FoleyError, match=r"film - Foley 1\.wav: .*folder"):
        export_stems(project, clip, tmp_path / "film.wav")
    assert not list(tmp_path.glob(".*"))


def test_muted_tracks_have_no_stem(project: Project, clip: Clip, tmp_path: Path) -> None:
    project = project.with_changed_track(replace(project.tracks[0], mute=True))
    assert len(export_stems(project, clip, tmp_path / "film.wav").files) == 1
    project = project.with_changed_track(replace(project.tracks[1], mute=True))
    with pytest.raises(FoleyError, match="no track"):
        export_stems(project, clip, tmp_path / "film.wav")


def test_loudness_is_that_of_the_file(project: Project, clip: Clip, tmp_path: Path) -> None:
    report = export_sound(project, clip, tmp_path / "mix.wav")
    told, measured = report.files[0].loudness, measure_loudness(tmp_path / "mix.wav")
    assert told is not None
    assert told.integrated_lufs == pytest.approx(measured.integrated_lufs, abs=0.1)
    assert told.true_peak_dbtp == pytest.approx(measured.true_peak_dbtp, abs=0.1)
    assert measure_mix(project, clip) == told


def test_normalising_reaches_the_loudness_asked_for(project: Project, clip: Clip, tmp_path: Path) -> None:
    report = export_sound(project, clip, tmp_path / "mix.wav", options=ExportOptions(target=BROADCAST))
    measured = measure_loudness(tmp_path / "mix.wav")
    assert measured.integrated_lufs == pytest.approx(BROADCAST.lufs, abs=0.5)
    assert measured.true_peak_dbtp <= BROADCAST.ceiling_dbtp + 0.1
    assert report.gain_db != 0
    assert report.notes == ()


def test_peaks_are_never_normalised_above_the_ceiling(clip: Clip, tmp_path: Path) -> None:
    clicks = np.zeros((N, 1), dtype=np.float32)
    clicks[::24_000] = 0.5
    write_sound(tmp_path / "clicks.wav", Sound(clicks, 48_000), "FLOAT")
    project = Project(clip=clip.path).with_track()
    project = project.with_take(0, Take(tmp_path / "clicks.wav", "clicks", N))
    report = export_sound(project, clip, tmp_path / "mix.wav", options=ExportOptions(target=BROADCAST))
    assert measure_loudness(tmp_path / "mix.wav").true_peak_dbtp <= BROADCAST.ceiling_dbtp + 0.1
    assert "peaks allow no more" in report.notes[0]


def test_a_mix_beyond_full_scale_is_told(project: Project, clip: Clip, tmp_path: Path) -> None:
    project = project.with_changed_track(replace(project.tracks[0], gain_db=24.0))
    report = export_sound(project, clip, tmp_path / "mix.wav")
    assert "passes full scale" in report.notes[0]
    assert np.abs(_read(tmp_path / "mix.wav")).max() <= 1.0


def test_silence_can_be_exported_and_is_not_normalised(clip: Clip, tmp_path: Path) -> None:
    report = export_sound(Project(clip=clip.path), clip, tmp_path / "mix.wav", options=ExportOptions(target=BROADCAST))
    assert not _read(tmp_path / "mix.wav").any()
    loudness = report.files[0].loudness
    assert loudness is not None
    assert loudness.integrated_lufs == -inf
    assert "too quiet" in report.notes[0]


def test_progress_rises_to_the_end(project: Project, clip: Clip, tmp_path: Path) -> None:
    shares: list[float] = []

    def told(share: float, _stage: str) -> None:
        shares.append(share)

    runs: list[tuple[Export, str]] = [(export_video, "o.mov"), (export_sound, "o.wav"), (export_stems, "o.wav")]
    for run, name in runs:
        shares.clear()
        run(project, clip, tmp_path / name, options=ExportOptions(target=BROADCAST), progress=told)
        assert shares == sorted(shares)
        assert shares[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("what", ["video", "sound", "stems"])
@pytest.mark.parametrize("after", [0, 3])
def test_cancelling_leaves_nothing_and_keeps_what_was_there(
    project: Project, clip: Clip, tmp_path: Path, what: str, after: int
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    kept = folder / ("o.mov" if what == "video" else "o - Foley 1.wav" if what == "stems" else "o.wav")
    kept.write_bytes(b"earlier")
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    runs: dict[str, Export] = {"video": export_video, "sound": export_sound, "stems": export_stems}
    with pytest.raises(CancelledError):
        runs[what](project, clip, folder / ("o.mov" if what == "video" else "o.wav"), cancelled=cancelled)
    assert [path.name for path in folder.iterdir()] == [kept.name]
    assert kept.read_bytes() == b"earlier"


def test_a_missing_take_stops_the_export_and_is_named(project: Project, clip: Clip, tmp_path: Path) -> None:
    (tmp_path / "two.wav").unlink()
    runs: list[tuple[Export, str]] = [(export_video, "o.mov"), (export_sound, "o.wav"), (export_stems, "o.wav")]
    for run, name in runs:
        with pytest.raises(FoleyError, match=r"two\.wav"):
            run(project, clip, tmp_path / name)
    assert not list(tmp_path.glob("o[. ]*"))
    assert not list(tmp_path.glob(".*"))


def test_folders_that_are_not_there_and_odd_names_are_refused(project: Project, clip: Clip, tmp_path: Path) -> None:
    tries: list[tuple[Export, tuple[str, str]]] = [
        (export_video, ("none/o.mov", "o.avi")),
        (export_sound, ("none/o.wav", "o.mp3")),
        (export_stems, ("none/o.wav", "o")),
        (export_markers, ("none/o.csv", "o.txt")),
    ]
    for run, names in tries:
        for name in names:
            with pytest.raises(FoleyError) as caught:
                run(project, clip, tmp_path / name)
            assert caught.value.remedy


def test_the_projects_own_files_are_never_overwritten(project: Project, clip: Clip, tmp_path: Path) -> None:
    before = (tmp_path / "one.wav").read_bytes()
    with pytest.raises(FoleyError, match="project itself"):
        export_sound(project, clip, tmp_path / "one.wav")
    with pytest.raises(FoleyError, match="project itself"):
        export_video(project, clip, clip.path)
    assert (tmp_path / "one.wav").read_bytes() == before


@pytest.mark.parametrize("suffix", ["mov", "wav", "flac", "csv"])
def test_a_full_disk_is_one_clear_sentence(
    project: Project, clip: Clip, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    runs: dict[str, Export] = {"mov": export_video, "wav": export_sound, "flac": export_stems, "csv": export_markers}
    with pytest.raises(FoleyError, match="free some space"):
        runs[suffix](project, clip, tmp_path / f"o.{suffix}")
    assert not list(tmp_path.glob("o[. ]*"))
    assert not list(tmp_path.glob(".*"))


@pytest.fixture(params=["mov", "mkv"])
def reel(request: pytest.FixtureRequest, tmp_path: Path) -> Clip:
    """Two seconds that begin at ten o'clock, drop-frame."""
    shot = Shot(frames=60, rate_fps=Fraction(30_000, 1001), tags={"timecode": "10:00:00;00"})
    return open_clip(shot.write(tmp_path / f"reel.{request.param}"))


def test_a_start_timecode_is_counted_from_in_all_that_is_exported(project: Project, reel: Clip, tmp_path: Path) -> None:
    project = timed(replace(project, clip=reel.path), EventTrack((Event(1001 / 30_000, 1.0),)))
    export_markers(project, reel, tmp_path / "list.csv")
    assert "10:00:00;01" in (tmp_path / "list.csv").read_text()
    export_sound(project, reel, tmp_path / "mix.wav", part=Range(0.5))
    bext = WavInfoReader(str(tmp_path / "mix.wav")).bext
    assert bext is not None
    assert bext.time_reference == round(1_078_920 * 1001 / 30_000 * 48_000) + 24_000  # ten hours of dropped frames
    for suffix in ("mov", "mp4", "mkv"):
        out = tmp_path / f"out.{suffix}"
        export_video(project, reel, out)
        assert open_clip(out).timecode.label(1) == "10:00:00;01"


def test_the_mix_has_the_sound_track_that_is_the_guide(tmp_path: Path) -> None:
    tracks = [SoundTrack(strikes((at,), gain=gain)) for at, gain in ((0.3, 0.5), (1.2, 0.3))]
    path = write_tracks(tmp_path / "clip.mkv", tracks)
    clip = open_clip(path)
    for number, chosen in ((None, tracks[0]), (0, tracks[0]), (1, tracks[1])):
        out = tmp_path / f"{number}.wav"
        export_sound(Project(clip=path, sound_track=number), clip.hearing(number), out)
        assert np.abs(read_sound(out).samples - chosen.samples).max() < 2**-14
