"""VarietySound's own modules and critics, departures from the paper numbered. No training, no files."""
