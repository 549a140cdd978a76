"""The inspector: knobs of a take or track. It emits values; presenters change the document."""
