"""Starts Foyer on one machine: database, broker, web server, workers, beat (`make run`)."""
