"""Starts the command line: ``python -m matching``."""

import sys

if __name__ == "__main__":
    try:
        from matching.cli.main import main  # takes seconds, in which Ctrl-C may come
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        raise SystemExit(130) from None
    raise SystemExit(main())
