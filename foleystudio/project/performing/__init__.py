"""What a performer's hands do to a track, as values: hits played, and pulled to the picture. No clocks here."""
