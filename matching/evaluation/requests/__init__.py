"""Requests in owners' words with what they expect, and how rankings are judged by them."""
