"""Writes on people, organisations and teams."""
