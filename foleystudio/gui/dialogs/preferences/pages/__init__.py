"""The pages of the preferences, one a module."""
