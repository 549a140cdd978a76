"""Recipes: what a clip is performed with, without the clip; read, written, and performed without a window.

A recipe is a TOML file of tracks, each with its timing, layers, knobs and place in the mix. Here it becomes a project
of a clip (`of_clip`), a project becomes one (`of_project`), and a project's tracks are performed (`perform`). Nothing
here knows of windows or command lines.
"""
