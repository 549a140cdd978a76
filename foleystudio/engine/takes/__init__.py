"""Takes as work: making one, what it should be, keeping what can be used again. Torch-free to import, no Qt."""
