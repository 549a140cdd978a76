"""What each net learns: batches to losses. No loops, no files."""
