"""What a recording holds: kind, gestures, slices, speech, trim. Performs nothing."""
