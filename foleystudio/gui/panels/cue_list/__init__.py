"""The cue list: all events of all tracks as a table that is filtered, sorted, stepped through and typed into."""
