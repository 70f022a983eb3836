"""What is known about a track from its sound alone."""
