"""Measures the rights decision at the size of a large catalogue."""
