"""Transport, sound card, meters."""
