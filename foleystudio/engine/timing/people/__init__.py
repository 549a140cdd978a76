"""When people are heard: their feet, and the movement of body and cloth. Who is where is found elsewhere."""
