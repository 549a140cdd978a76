"""How loud sounds are: over time, as a whole, and of each of a clip's tracks."""
