"""What training offers at the command line, one verb a module; each has a typer ``app``."""
