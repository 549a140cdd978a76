"""When the picture says things happen: novelty, the onset net, their fusion. No sound."""
