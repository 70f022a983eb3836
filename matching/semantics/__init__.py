"""From words and photos to music: the semantic pool and how it is awakened."""
