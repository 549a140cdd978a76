"""What takes are made from: sounds as references, the guide's loudness, the picture that is shown."""
