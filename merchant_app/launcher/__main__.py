"""`python -m merchant_app.launcher run | backup [FOLDER] | restore FOLDER [--force]`."""

from __future__ import annotations

import argparse
import errno
import sys
from pathlib import Path

from merchant_app.config.env import read_env
from merchant_app.launcher.backup import backup, restore
from merchant_app.launcher.errors import LauncherError
from merchant_app.launcher.run import run

FULL = (errno.ENOSPC, errno.EDQUOT)


def command_line(arguments: list[str]) -> int:
    """Do one command; what goes wrong becomes one sentence and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m merchant_app.launcher")
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("run", help="start everything, until Ctrl-C")
    start.add_argument(
        "--no-open-music", action="store_true", help="do not fetch music from Debian's archive"
    )
    save = commands.add_parser("backup", help="database and media to one folder")
    save.add_argument("folder", type=Path, nargs="?", help="default: VAR_DIR/backups/TIME")
    load = commands.add_parser("restore", help="database and media from a backup")
    load.add_argument("folder", type=Path)
    load.add_argument("--force", action="store_true", help="replace the data that is there")
    given = parser.parse_args(arguments)
    try:
        if given.command == "run":
            run(open_music=not given.no_open_music)
        elif given.command == "backup":
            print(f"Backup written to {backup(read_env(), given.folder)}")
        else:
            restore(read_env(), given.folder, force=given.force)
            print("Restored. Start Foyer with `make run`.")
    except LauncherError as error:
        if str(error):
            print(error, file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno not in FULL:
            raise
        print("The disk is full: free some space and start again.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(command_line(sys.argv[1:]))
