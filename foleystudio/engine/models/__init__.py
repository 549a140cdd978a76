"""Models: which are installed, reading their folders, the device that nets run on. No nets."""
