"""Events split by likeness: groups of those that sound, or where there is no sound look, alike."""
