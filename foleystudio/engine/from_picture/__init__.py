"""Systems that make a mel of picture features and a reference, with no events between: what is compared in research."""
