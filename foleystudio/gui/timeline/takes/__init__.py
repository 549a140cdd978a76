"""The take lanes: what they paint and what dragging means."""
