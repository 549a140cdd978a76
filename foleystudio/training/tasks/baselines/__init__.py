"""Tasks of the systems that VarietySound is compared with: REGNET, SpeechSplit, Owens et al."""
