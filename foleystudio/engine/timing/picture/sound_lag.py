"""How far behind what is seen the picture's proposals stand. Light to import."""

SOUND_LAG_S = 0.08
"""What the net sees counts this long behind the frame that first shows a contact. In clips as they are recorded the
sound comes some 60 ms after the picture, and what a frame shows happens while it is exposed, half a frame later on
average. Viewers notice a delay only from 125 ms on (ITU-R BT.1359)."""
