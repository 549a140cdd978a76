"""Delivering at the command line: what an export leaves to choose, and verbs that work on whole deliveries."""
