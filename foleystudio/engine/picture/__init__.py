"""What a clip's pictures say: motion, networks' features, kept by the file's contents. Timing decides elsewhere."""
