"""``python -m matching``: the core at the command line, one module per subcommand."""
