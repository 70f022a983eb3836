"""What a song that nobody uploaded still tells: its artist, genre, time and language."""
