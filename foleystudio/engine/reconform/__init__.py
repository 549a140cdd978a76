"""Work that moves to another cut of its film: where old pictures went, and everything that lay on them after them."""
