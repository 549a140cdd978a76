"""What other programs open: OTIO, EDL, REAPER projects, cue sheets. Sounds are linked, never written here."""
