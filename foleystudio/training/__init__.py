"""Made data, datasets, losses, loops and evaluation of the networks."""
