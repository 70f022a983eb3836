"""Pages of people, teams and settings."""
