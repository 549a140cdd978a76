"""The networks' way: plan to mel to wave, window by window."""
