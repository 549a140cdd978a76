"""Many clips by one recipe: what is to be done, who does it, what has been done. Each clip is a task of its own."""
