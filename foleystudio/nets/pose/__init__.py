"""Finding people in a picture and their joints: two nets that were taught elsewhere. Tensors only, no files."""
