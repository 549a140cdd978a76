"""The report of an experiment: one page with tables, curves, mels and sounds, and all figures as JSON."""
