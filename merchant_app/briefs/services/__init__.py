"""Everything that changes a brief."""
