"""Memory-mapped snapshots of all profiles, and exact and graph search over them."""
