"""Made pictures: acts whose motion causes a scene's events, drawn on a canvas and filmed."""
