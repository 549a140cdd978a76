"""The presenters that commands call, and what commands need to be possible."""

from __future__ import annotations

from dataclasses import dataclass

from foleystudio.gui.presenters.clip.lanes import ClipLanesPresenter
from foleystudio.gui.presenters.clip.spectrogram import SpectrogramPresenter
from foleystudio.gui.presenters.performing.preview import PreviewPresenter
from foleystudio.gui.presenters.performing.pull import PullPresenter
from foleystudio.gui.presenters.performing.recorder import RecordPresenter
from foleystudio.gui.presenters.playback.meters import MetersPresenter
from foleystudio.gui.presenters.playback.transport import PlaybackPresenter
from foleystudio.gui.presenters.preferences.preferences import PreferencesPresenter
from foleystudio.gui.presenters.project.export import ExportPresenter
from foleystudio.gui.presenters.project.files import ProjectPresenter
from foleystudio.gui.presenters.project.reconform import ReconformPresenter
from foleystudio.gui.presenters.sounds.layers import LayersPresenter
from foleystudio.gui.presenters.sounds.library import LibraryPresenter
from foleystudio.gui.presenters.sounds.reference_editor import ReferenceEditorPresenter
from foleystudio.gui.presenters.sounds.reference_marks import ReferenceMarks
from foleystudio.gui.presenters.sounds.references import ReferencesPresenter
from foleystudio.gui.presenters.takes.compare import ComparePresenter
from foleystudio.gui.presenters.takes.comping import CompingPresenter
from foleystudio.gui.presenters.takes.generate import GeneratePresenter
from foleystudio.gui.presenters.takes.measure import MeasurePresenter
from foleystudio.gui.presenters.takes.regions import RegionsPresenter
from foleystudio.gui.presenters.takes.tracks import TracksPresenter
from foleystudio.gui.presenters.timing.cues import CuesPresenter
from foleystudio.gui.presenters.timing.events import EventsPresenter
from foleystudio.gui.presenters.timing.hits import HitsPresenter
from foleystudio.gui.presenters.timing.likeness import LikenessPresenter
from foleystudio.gui.presenters.timing.offset import OffsetPresenter
from foleystudio.gui.presenters.timing.proposals import ProposalsPresenter
from foleystudio.gui.presenters.timing.transfer import EventTransfer
from foleystudio.gui.presenters.view.appearance import ViewPresenter
from foleystudio.gui.presenters.view.help import HelpPresenter
from foleystudio.gui.presenters.view.status import StatusPresenter
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow


@dataclass(frozen=True)
class Desk:
    """All that a command may call: the session, the window, and the presenters by what they are about."""

    session: Session
    window: StudioWindow
    project: ProjectPresenter
    playback: PlaybackPresenter
    record: RecordPresenter
    pull: PullPresenter
    lanes: ClipLanesPresenter
    events: EventsPresenter
    proposals: ProposalsPresenter
    offset: OffsetPresenter
    transfer: EventTransfer
    likeness: LikenessPresenter
    hits: HitsPresenter
    cues: CuesPresenter
    generate: GeneratePresenter
    tracks: TracksPresenter
    references: ReferencesPresenter
    reference_editor: ReferenceEditorPresenter
    layers: LayersPresenter
    comping: CompingPresenter
    regions: RegionsPresenter
    compare: ComparePresenter
    measure: MeasurePresenter
    meters: MetersPresenter
    export: ExportPresenter
    reconform: ReconformPresenter
    view: ViewPresenter
    help: HelpPresenter
    status: StatusPresenter
    preferences: PreferencesPresenter
    preview: PreviewPresenter
    spectrogram: SpectrogramPresenter
    marks: ReferenceMarks
    library: LibraryPresenter


def needs_clip(desk: Desk) -> bool:
    """Whether a clip is open."""
    return desk.session.clip is not None


def needs_tracks(desk: Desk) -> bool:
    """Whether there is another track than the one whose events are shown."""
    return needs_clip(desk) and len(desk.session.project.tracks) > 1


def needs_proposals(desk: Desk) -> bool:
    """Whether the shown events are of a source that found them."""
    track = desk.session.events_track
    return needs_clip(desk) and track is not None and desk.session.project.found_for(track) is not None


def has_voices(desk: Desk) -> bool:
    """Whether somebody speaks in what the shown events were found in."""
    track = desk.session.events_track
    found = desk.session.project.found_for(track) if track is not None else None
    return needs_clip(desk) and found is not None and found.has_speech


def needs_take(desk: Desk) -> bool:
    """Whether the chosen track has a take in use."""
    track = desk.session.track
    return needs_clip(desk) and track is not None and bool(track.takes) and track.active is not None


def needs_other_take(desk: Desk) -> bool:
    """Whether the chosen track has a take beside the one in use."""
    track = desk.session.track
    return needs_clip(desk) and track is not None and any(take.key != track.active for take in track.takes)


def needs_reference(desk: Desk) -> bool:
    """Whether a reference is chosen."""
    return desk.session.reference is not None


def needs_overload(desk: Desk) -> bool:
    """Whether the mix is known to pass full scale."""
    loudness = desk.session.loudness
    return loudness is not None and loudness.over_db > 0


def needs_gains(desk: Desk) -> bool:
    """Whether the guide or a track is turned up or down."""
    project = desk.session.project
    return any([project.guide.gain_db, *(track.gain_db for track in project.tracks)])
