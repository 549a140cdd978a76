"""Acts whose motion causes a scene's events, one kind a module."""
