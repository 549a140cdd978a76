"""The loop: trainer, processes, log, pictures of mels, time left."""
