"""Owens et al.: sound features regressed from the picture, the nearest recorded sounds in their place. A baseline."""
