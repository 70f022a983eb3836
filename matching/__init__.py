"""The matching core: from sound, words and photos to music that fits.  No Django inside."""
