"""The preferences: one window, a page a subject. Pages show values and say what the user wants; they keep nothing."""
