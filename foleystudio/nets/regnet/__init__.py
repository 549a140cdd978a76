"""REGNET: from the picture to a mel, with what cannot be seen held back in training. A baseline."""
