"""The document on disk: saved format, journal, what has gone missing. The document itself knows nothing of it."""
