"""The Compare window: one performed hit over its reference's and the guide's, and loudness over time. No files here."""
