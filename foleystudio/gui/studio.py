"""One studio window: makes the presenters, joins them, and binds the actions to what they do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.gui.actions.held_keys import HeldKeys
from foleystudio.gui.actions.perform_keys import PerformKeys
from foleystudio.gui.commands.desk import Desk
from foleystudio.gui.commands.menus import Menus
from foleystudio.gui.commands.table import commands
from foleystudio.gui.jobs import Jobs
from foleystudio.gui.playback.player import Player
from foleystudio.gui.presenters.clip.frame import PicturePresenter
from foleystudio.gui.presenters.clip.guide_track import GuideTrackPresenter
from foleystudio.gui.presenters.clip.lanes import ClipLanesPresenter
from foleystudio.gui.presenters.clip.opening import ClipPresenter
from foleystudio.gui.presenters.clip.spectrogram import SpectrogramPresenter
from foleystudio.gui.presenters.performing.keyboard import KeyboardPresenter
from foleystudio.gui.presenters.performing.latency import LatencyPresenter
from foleystudio.gui.presenters.performing.listener import ListenerPresenter
from foleystudio.gui.presenters.performing.live_sounds import LiveSounds
from foleystudio.gui.presenters.performing.options import RecordOptions
from foleystudio.gui.presenters.performing.preview import PreviewPresenter
from foleystudio.gui.presenters.performing.pull import PullPresenter
from foleystudio.gui.presenters.performing.recorder import RecordPresenter
from foleystudio.gui.presenters.playback.audition import Audition
from foleystudio.gui.presenters.playback.meters import MetersPresenter
from foleystudio.gui.presenters.playback.sound_card import CardPresenter
from foleystudio.gui.presenters.playback.transport import PlaybackPresenter
from foleystudio.gui.presenters.preferences.environment import heed
from foleystudio.gui.presenters.preferences.preferences import PreferencesPresenter
from foleystudio.gui.presenters.preferences.processing import share_threads
from foleystudio.gui.presenters.project.export import ExportPresenter
from foleystudio.gui.presenters.project.files import ProjectPresenter
from foleystudio.gui.presenters.project.reconform import ReconformPresenter
from foleystudio.gui.presenters.sounds.drops import DropsPresenter
from foleystudio.gui.presenters.sounds.inspector import InspectorPresenter
from foleystudio.gui.presenters.sounds.layers import LayersPresenter
from foleystudio.gui.presenters.sounds.library import LibraryPresenter
from foleystudio.gui.presenters.sounds.models import ModelsPresenter
from foleystudio.gui.presenters.sounds.reference_editor import ReferenceEditorPresenter
from foleystudio.gui.presenters.sounds.reference_marks import ReferenceMarks
from foleystudio.gui.presenters.sounds.references import ReferencesPresenter
from foleystudio.gui.presenters.sounds.renderers import RenderersPresenter
from foleystudio.gui.presenters.takes.auto_rerender import AutoRerender
from foleystudio.gui.presenters.takes.compare import ComparePresenter
from foleystudio.gui.presenters.takes.comping import CompingPresenter
from foleystudio.gui.presenters.takes.generate import GeneratePresenter
from foleystudio.gui.presenters.takes.measure import MeasurePresenter
from foleystudio.gui.presenters.takes.mixing import MixingPresenter
from foleystudio.gui.presenters.takes.regions import RegionsPresenter
from foleystudio.gui.presenters.takes.render_queue import RenderQueue
from foleystudio.gui.presenters.takes.tracks import TracksPresenter
from foleystudio.gui.presenters.timing.cues import CuesPresenter
from foleystudio.gui.presenters.timing.events import EventsPresenter
from foleystudio.gui.presenters.timing.hits import HitsPresenter
from foleystudio.gui.presenters.timing.likeness import LikenessPresenter
from foleystudio.gui.presenters.timing.match import MatchPresenter
from foleystudio.gui.presenters.timing.offset import OffsetPresenter
from foleystudio.gui.presenters.timing.people import PeoplePresenter
from foleystudio.gui.presenters.timing.proposals import ProposalsPresenter
from foleystudio.gui.presenters.timing.transfer import EventTransfer
from foleystudio.gui.presenters.view.accessible_list import AccessibleListPresenter
from foleystudio.gui.presenters.view.appearance import ViewPresenter
from foleystudio.gui.presenters.view.flashes import FlashPresenter
from foleystudio.gui.presenters.view.help import HelpPresenter
from foleystudio.gui.presenters.view.memory import MemoryPresenter
from foleystudio.gui.presenters.view.next_step import NextStepPresenter
from foleystudio.gui.presenters.view.status import StatusPresenter
from foleystudio.gui.presenters.view.warm_up import WarmUpPresenter
from foleystudio.gui.session import Session
from foleystudio.gui.settings import Settings
from foleystudio.gui.window import StudioWindow


class Studio(QObject):
    """A window and everything behind it.

    Parameters
    ----------
    settings
        Where habits are kept; the user's by default.
    device
        Sound card; None for the system's default.
    """

    def __init__(self, settings: Settings | None = None, device: str | None = None) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self.window = StudioWindow(self.settings, commands())
        self.jobs = Jobs(self)
        heed(self.settings)
        self.jobs.before = share_threads
        self.session = Session(self.jobs, self.settings, self)
        self.player = Player(device)
        self.keys = HeldKeys(self)
        self._sounds = ReferenceSounds()
        self.renders = RenderQueue(self.session, self._sounds)
        self.cards = CardPresenter(self.session, self.window.actions_table.submenus["sound_card"], self.player, device)
        self._make_presenters()
        self._join()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self.keys)

    def _make_presenters(self) -> None:
        session, window = self.session, self.window
        self.status = StatusPresenter(session, window)
        self.clips = ClipPresenter(session, window)
        self.project = ProjectPresenter(session, window, self.clips)
        self.picture = PicturePresenter(session, window)
        self.playback = PlaybackPresenter(session, window, self.player, self.picture, self.keys)
        self.lanes = ClipLanesPresenter(session, window.timeline)
        self.guide_track = GuideTrackPresenter(session, window.timeline, window.actions_table.submenus["guide_track"])
        self._make_timing()
        self.generate = GeneratePresenter(session, self.renders, self.proposals.are_coming)
        self.follow = AutoRerender(session, self.renders)
        self._make_performing()
        self.tracks = TracksPresenter(session, window.timeline, self.renders.renderings)
        self._make_sounds()
        self.inspector = InspectorPresenter(session, window.inspector, self.tracks, self.references.kind_of)
        self.references.learnt = self.inspector.show
        self.models = ModelsPresenter(session, window)
        RenderersPresenter(session)
        self.spectrogram = SpectrogramPresenter(session, window.timeline)
        self._make_mix()
        self.drops = DropsPresenter(
            session, window, self.project, self.references, self.generate, self.library, self.marks
        )
        self.flashes = FlashPresenter(session, window.picture)
        self.view = ViewPresenter(session, window, self.flashes.set_on)
        self.help = HelpPresenter(session, window)
        self.warm_up = WarmUpPresenter(session, window, self.player)
        self.memory = MemoryPresenter(self.jobs, self.player)
        self.preferences = PreferencesPresenter(
            session, window, self.view, self.cards, self.player, self.latency, self.warm_up
        )
        self.next_step = NextStepPresenter(session, window, lambda: self.generate.is_making)
        self.accessible_list = AccessibleListPresenter(session, window, self.playback, self.tracks)
        self.menus = Menus(self._desk())

    def _make_sounds(self) -> None:
        session, window, sounds = self.session, self.window, self._sounds
        audition = Audition(session, self.player.audition)
        self.likeness = LikenessPresenter(session, window, audition)
        self.references = ReferencesPresenter(
            session, window, sounds, audition, self.generate.perform, self.generate.perform_first
        )
        self.marks = ReferenceMarks(session, window, self.references.add)
        self.library = LibraryPresenter(session, window, sounds, audition, self.references.add)
        self.reference_editor = ReferenceEditorPresenter(session, window, sounds, audition)
        self.layers = LayersPresenter(session, window)
        window.inspector.layers_wanted.connect(self.layers.show)

    def _make_mix(self) -> None:
        session, window, sounds = self.session, self.window, self._sounds
        MixingPresenter(session, window.timeline)
        self.comping = CompingPresenter(session, window.timeline, self.renders)
        self.regions = RegionsPresenter(session, window.timeline, lambda: self.playback.position_s)
        self.meters = MetersPresenter(session, window, self.player)
        self.compare = ComparePresenter(session, window, sounds)
        self.measure = MeasurePresenter(session, window.status)
        self.match = MatchPresenter(session, window.inspector, window.actions_table, sounds, self.playback.go_to_next)
        self.export = ExportPresenter(session, window, self.follow.will_follow)
        self.reconform = ReconformPresenter(session, window)

    def _under_way(self) -> str:
        """What closing the work would stop, though somebody waits for it."""
        jobs = self.session.jobs
        if jobs.is_busy("export"):
            return "The export is still being written."
        if jobs.is_busy("bounce"):
            return "A track is still being bounced."
        return "A take is still being made." if self.generate.is_making else ""

    def _make_performing(self) -> None:
        session, window = self.session, self.window
        self.perform_keys = PerformKeys(self.keys.clock, self)
        live = LiveSounds(session, self.player, self._sounds)
        self.record = RecordPresenter(
            session, window, self.player, self.playback, self.perform_keys, live, self.follow.hold
        )
        self.preview = PreviewPresenter(session, self.player, live)
        self.playback.moved.connect(self.preview.move)
        self.pull = PullPresenter(session, window.timeline.events, self.record)
        habits = self.record.habits
        self.keyboard = KeyboardPresenter(session, window.actions_table.submenus["keyboard"], self.record)
        self.listener = ListenerPresenter(session, self.player, self.playback, self.record)
        self.latency = LatencyPresenter(window, self.player, self.keys.clock, habits)
        RecordOptions(window.actions_table.submenus["recording"], habits, lambda: self.latency.show(), self)

    def _make_timing(self) -> None:
        session, window = self.session, self.window
        self.proposals = ProposalsPresenter(session, window)
        self.events = EventsPresenter(session, window, self.proposals)
        self.people = PeoplePresenter(session, window, self.proposals)
        self.offset = OffsetPresenter(session, self.proposals)
        self.hits = HitsPresenter(
            session, window.timeline.events, window.hit_bar, lambda at_s: self.playback.play_from(at_s)
        )
        self.cues = CuesPresenter(session, window, self.playback)
        self.transfer = EventTransfer(
            session, window.timeline.events, self.events.strike_out, lambda: self.playback.position_s
        )

    def _desk(self) -> Desk:
        return Desk(
            self.session, self.window, self.project, self.playback, self.record, self.pull, self.lanes, self.events,
            self.proposals, self.offset, self.transfer, self.likeness, self.hits, self.cues, self.generate,
            self.tracks, self.references, self.reference_editor, self.layers, self.comping, self.regions,
            self.compare, self.measure, self.meters, self.export, self.reconform, self.view, self.help, self.status,
            self.preferences, self.preview, self.spectrogram, self.marks, self.library,
        )  # fmt: skip

    def _join(self) -> None:
        timeline = self.window.timeline
        self.proposals.settled.connect(self.generate.events_came)
        self.project.under_way = self._under_way
        self.generate.is_following = self.follow.is_to_follow
        self.playback.patches = self.follow.patches
        self.follow.heard.connect(self.playback.remix)
        self.proposals.settled.connect(self.next_step.show)
        self.events.looked_at.connect(self.playback.look)
        for shows in (self.next_step.show, self.tracks.show):
            self.renders.changed.connect(shows)
        timeline.tracks.rendering_cancelled.connect(self.renders.cancel)
        self.tracks.flipped.connect(self.playback.compare)
        self.playback.moved.connect(timeline.set_playhead)
        self.playback.moved.connect(self.people.move_to)
        self.playback.moved.connect(lambda at_s: self.flashes.move(at_s, plays=self.player.is_playing))
        self.playback.moved.connect(lambda _seconds: self.meters.wake())
        timeline.seek_requested.connect(self.playback.drag)
        timeline.seek_finished.connect(self.playback.end_drag)
        timeline.events.peeked.connect(self.picture.peek)
        self.window.status.cancel_wanted.connect(self.status.cancel)
        self.keys.released.connect(self.references.key_released)

    def open(self, path: Path) -> None:
        """Open a clip or a project."""
        self.project.open(path)

    def close(self) -> bool:
        """Let everything go: threads, files, the sound card. The window is closed already.

        Returns
        -------
        Whether all is gone; False when a thread is held up, by a disk that does not answer, say.
        """
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self.keys)
        self.perform_keys.disarm()
        self.keyboard.close()
        self.listener.close()
        self.playback.close()
        are_gone = self.jobs.shutdown()
        if are_gone:  # else its file may be in use
            self.picture.close()
        self.renders.spare.close()
        self.renders.replaced.clear(self.session.named_takes(), self.session.saved_takes())
        self.project.close()
        return are_gone
