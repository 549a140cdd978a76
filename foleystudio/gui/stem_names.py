"""How stems were named last, as the settings keep it: the export dialog begins with it, saved takes go by it."""

from __future__ import annotations

from foleystudio.engine.mix.options import ExportOptions
from foleystudio.gui.settings import Settings

_NAMING, _CREATOR, _SOURCE = "export/naming", "export/creator", "export/source"


def named_last(settings: Settings) -> ExportOptions:
    """The usual options, with template, creator and source as they were chosen last."""
    naming, creator, source = (settings.text(name, "") for name in (_NAMING, _CREATOR, _SOURCE))
    return ExportOptions(naming=naming, creator=creator, source=source)


def remember_names(settings: Settings, naming: str, creator: str, source: str) -> None:
    """Keep them for the next time."""
    for name, text in ((_NAMING, naming), (_CREATOR, creator), (_SOURCE, source)):
        settings.put(name, text)
