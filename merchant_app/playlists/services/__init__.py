"""Everything that changes a playlist."""
