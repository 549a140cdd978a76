"""Presenters: each connects a part of the project with widgets, jobs and the player; none draws anything."""
