"""The window in which events that fall into groups are heard and sent to tracks."""
