"""The project's files: opening, saving, recovery, export."""
