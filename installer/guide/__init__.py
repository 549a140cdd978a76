"""Pages and pictures of the guide that are made from the code: licences, keys, screenshots. Tests keep them current."""
