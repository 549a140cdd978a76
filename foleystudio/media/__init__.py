"""Files to arrays and back; the only room with PyAV and soundfile."""
