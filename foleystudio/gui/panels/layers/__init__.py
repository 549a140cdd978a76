"""The Layers window: what sounds together on a track, a row a layer. It shows and asks; it changes nothing itself."""
