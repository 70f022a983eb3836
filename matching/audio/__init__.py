"""From an audio file to measurements: decoding, loudness, tempo, key, timbre."""
