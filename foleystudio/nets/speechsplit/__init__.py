"""SpeechSplit: a mel taken apart into content, rhythm, pitch and timbre. The second half of the cascade baseline."""
