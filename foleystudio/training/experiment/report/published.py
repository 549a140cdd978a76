"""What the paper measured, to be shown beside what is measured here.

Source: Cui et al., "VarietySound: Timbre-Controllable Video to Sound Generation via Unsupervised Information
Disentanglement", ICASSP 2023, its tables.
"""

from __future__ import annotations

MOS: dict[str, tuple[float, float, float | None]] = {
    "ground truth": (4.42, 4.41, None),
    "cascade": (2.99, 3.90, 3.57),
    "varietysound": (4.04, 4.23, 3.89),
}
"""Mean opinions of listeners by system: realism, temporal alignment, timbre similarity."""

RESEMBLYZER = {"cascade": 0.84, "varietysound": 0.90}
"""Cosine to the reference."""

RESEMBLYZER_BY_CATEGORY = {
    "baby": 0.88, "cough": 0.93, "dog": 0.96, "drum": 0.84, "fireworks": 0.89, "gun": 0.88, "hammer": 0.89,
    "sneeze": 0.98,
}  # fmt: skip
"""Of VarietySound."""

MCD = {
    "whole": 3.60,
    "without temporal": 4.33,
    "without timbre": 5.25,
    "without background": 4.14,
    "no_mel_critic": 4.25,
    "no_alignment_critic": 4.43,
}
"""Of what VarietySound rebuilds."""
