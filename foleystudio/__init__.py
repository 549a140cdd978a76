"""foleystudio: a reference sound, re-performed in time with the picture.

The rooms, top to bottom; imports go down only (``pyproject.toml`` holds the contracts):

====================  ==============================================================
``__main__``          lazy dispatch to the window or to the command line
``gui``               Qt: windows, timeline, panels, commands, presenters, player
``cli``               headless verbs
``training``          made data, datasets, losses, loops, evaluation
``diagnostics``       what a report of a problem needs, and what the studio is made of
``engine``            the sound-maker: timing, renderers, takes, mix, export, measures
``media``             files <-> arrays; the only room with PyAV and soundfile
``nets``              networks; tensor in, tensor out
``project``           the document: tracks, takes, events, edits with undo, saved format
``dsp``               pure maths on arrays
``log_files``         the log and the traces of crashes, in the user's log folder
``timebase``          seconds, samples, frames, columns, timecode; the one place that rounds
``paths``             where resources, models, caches and takes are
``atomic_files``      files that are there whole or not at all
``json_text``         JSON of others, within limits; read nowhere else
``terminal_text``     what goes to a terminal, without its control letters
``registry``          tables of what grows, one row a thing
``byte_cache``        what was made is kept within so many bytes
``progress``          how long work reports, and learns that it is to stop
``file_names``        what files are called: long names, other systems' names, links
``errors``            failures that a user can act on
``system_libraries``  what the system must have, and the line that installs it
``system_memory``     memory that was let go of, back to the system
====================  ==============================================================

The same as a picture, with the rooms within: ``resources/guide/architecture.md``.

Words: a *model* is a folder under ``models/``; a *frame* is one picture of the video (a mel step is
a *column*, an audio value a *sample*); a *take* is one rendered sound placed on a track.
"""

import os

# Before numpy is loaded: its idle matrix threads spin for tens of milliseconds on cores that torch computes on next.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
