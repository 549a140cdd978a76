"""Contact scenes: bodies that fall, bounce, roll, swing and strike in an existing physics engine (MuJoCo)."""
