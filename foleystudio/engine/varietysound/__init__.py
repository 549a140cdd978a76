"""The varietysound renderer: the networks decide when, how loud and how the spectrum moves."""
