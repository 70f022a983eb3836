"""Simulated owners: how fast the accept/reject loop learns what they mean, and how honestly."""
