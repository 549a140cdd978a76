"""How loud and how level a sound is over time, and a stream held below full scale. Knows no events, no takes."""
