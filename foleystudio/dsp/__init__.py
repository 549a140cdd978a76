"""Pure maths on arrays: no files, no devices, no state.

Waveforms are ``float32 [N, C]`` (samples, channels) unless a docstring says mono, then ``[N]``.
"""
