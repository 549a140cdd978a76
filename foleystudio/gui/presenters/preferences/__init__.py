"""What the pages of the preferences show and change: settings and presenters that have it already."""
