"""Models that turn sound, words and pictures into vectors, behind one contract."""
