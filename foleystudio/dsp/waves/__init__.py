"""Samples in, samples out: fades, grains, limiter, resampling, envelopes. No spectra kept."""
