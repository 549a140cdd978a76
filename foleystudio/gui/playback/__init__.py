"""The parts of the player: clock, queue to the sound card, feed, card. No Qt in here."""
