"""The vocoder, its critics and its mel inversion. Tensors only."""
