"""The sound-maker shared by window, command line and training. It starts no threads and opens no dialogs."""
