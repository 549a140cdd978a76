"""Performing live: hits played by keys while the clip runs, their latency, and what is set for them."""
