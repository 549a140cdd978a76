"""One request in, one take out, by whichever renderer. Renderers live in rooms of their own."""
