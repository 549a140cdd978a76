"""The exemplar renderer: a reference's own grains, re-performed on an event track. numpy only, no weights."""
