"""The event lane: geometry, gestures, painting, readout."""
