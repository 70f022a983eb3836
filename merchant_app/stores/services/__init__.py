"""Writes on stores."""
