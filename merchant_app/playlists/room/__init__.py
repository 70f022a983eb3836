"""The listening room: what it shows, and what is done there."""
