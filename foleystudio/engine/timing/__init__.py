"""When things sound: one interface over the guide sound, the picture and the user's own marks."""
