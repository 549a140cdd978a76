"""When the clip's own sound says things happen. No pictures."""
