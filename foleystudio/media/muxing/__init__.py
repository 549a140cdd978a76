"""What a written video is made of: copied streams, subtitles in other words, a new sound. It moves no packets."""
