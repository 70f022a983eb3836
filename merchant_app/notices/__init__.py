"""What people must know though they did not ask: on their page, and in a mail."""
