"""Which recording sounds at an event and how: pools, allocation, voices, mixing. Reads references, never cuts them."""
