"""The hybrid's way: the exemplar's sound shaped by what the networks say. Makes no sound of its own."""
