"""Everything around the timeline: reference bin, picture, inspector, transport and status bar.

Panels take values by setters and emit what the user wants; they never touch the project.
"""
