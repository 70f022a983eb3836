"""What writes: links, voters, votes, and taking votes over."""
