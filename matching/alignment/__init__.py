"""Heads that lead words into the space of sounds, trained from a catalogue's own descriptions."""
