"""Who is in a clip's pictures and where their joints are, frame by frame; kept by the file's contents. No events."""
