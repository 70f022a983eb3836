"""The order in which a playlist flows."""
