"""Sound, words, pictures and vectors; knows no merchant and no licence."""
