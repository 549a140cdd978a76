"""Events and where they come from: proposals, edits, what of the guide is met."""
