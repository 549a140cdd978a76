"""From a command line to a task, its data and its net."""
