"""What the window asks and says: banners, questions, the export dialog, the shortcut sheet."""
