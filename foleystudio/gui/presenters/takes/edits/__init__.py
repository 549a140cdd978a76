"""What edits sound like before their takes are written, and what is found out about those afterwards."""
