"""The window: Qt widgets, timeline, panels, actions, jobs and player."""
