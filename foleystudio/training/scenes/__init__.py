"""Made audio-visual data: sounding objects, event processes, rooms and pictures; deterministic by seed."""
