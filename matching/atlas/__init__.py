"""A map of the catalogue in two dimensions: what sounds alike lies together."""
