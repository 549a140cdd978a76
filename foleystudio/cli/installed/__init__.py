"""Verbs on the studio itself: what it is made of and how it fares. They open no clip."""
