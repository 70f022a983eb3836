"""A process that maps a snapshot, searches it, and says what memory that takes: ``FOLDER``.

It prints one line when it is ready and, told to by a line on its input, its memory as JSON.
"""

import json
import sys
from pathlib import Path

import numpy as np

from matching.index.snapshot import Snapshot

_SEARCHES = 20


def memory_kb() -> dict[str, int]:
    """Pss and the private part of this process's memory in kB (proc_pid_smaps_rollup(5))."""
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:]
    read = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return {"pss": read["Pss"], "private": read["Private_Clean"] + read["Private_Dirty"],
            "private_dirty": read["Private_Dirty"]}  # fmt: skip


def main(folder: str) -> None:
    before = memory_kb()
    snapshot = Snapshot.open(folder)
    every = np.arange(len(snapshot))
    for place in np.linspace(0, len(snapshot) - 1, _SEARCHES).astype(int):
        snapshot.similar(snapshot.style[place], every, 50)
    del every
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps({"before": before, "after": memory_kb()}), flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[1])
