"""What somebody from outside would add: one file a thing, with its row, taken out again after the test."""
