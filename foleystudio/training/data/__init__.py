"""Windows, corpora and folders of examples. No nets, no loops."""
