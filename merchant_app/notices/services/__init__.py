"""Writes of this app: telling people, by page and by mail, and what they have read."""
