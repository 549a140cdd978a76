"""The studio as an app that needs no Python: what goes in, and the packages made of it."""
