"""Measures a fresh instance from outside: `make bench`."""
