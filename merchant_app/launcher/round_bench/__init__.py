"""Measures a whole round of verdicts over HTTP at 100,000 tracks, ten owners at a time."""
