"""Colours, icons, style sheet. No widgets."""
