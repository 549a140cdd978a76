"""The published experiment, whole: every system trained on one set of clips, generated, scored and reported."""
