"""Two versions of a playlist side by side: on the page, and by ear."""
