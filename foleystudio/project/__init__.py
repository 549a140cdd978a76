"""The document: tracks, takes, events, edits with undo, saved format. No torch, Qt or PyAV."""
