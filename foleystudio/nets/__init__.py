"""Networks: tensor in, tensor out; no files, no devices chosen here.

One shape alphabet for every docstring below this room: B batch, T frames (pictures), M columns (mel
steps), F mel bands, N samples, C channels.
"""
