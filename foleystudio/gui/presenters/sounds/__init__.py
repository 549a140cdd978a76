"""References and models: bin, editor, drops, inspector."""
