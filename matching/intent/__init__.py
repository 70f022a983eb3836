"""What this owner means by "similar", learned from accepts, rejects and wishes."""
