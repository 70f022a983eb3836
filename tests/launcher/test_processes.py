"""The parts of a Procfile are kept running and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from merchant_app.config.env import ROOT
from merchant_app.launcher.child import ChildRecord
from merchant_app.launcher.errors import LauncherError
from merchant_app.launcher.processes import Processes, child_environment

Script = Callable[..., "subprocess.Popen[str]"]


def processes_of(folder: Path, *lines: str) -> Processes:
    procfile = folder / "Procfile"
    procfile.write_text("\n".join(lines) + "\n")
    return Processes(
        procfile,
        child_environment(ROOT, {}),
        logs=folder / "log",
        record=ChildRecord(folder / "record.json"),
    )


def wait_for(path: Path, within: float = 60.0) -> str:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if path.exists() and path.read_text().strip():
            return path.read_text()
        time.sleep(0.02)
    raise AssertionError(f"{path} did not appear")


def check_for(processes: Processes, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        processes.check()
        time.sleep(0.05)


def test_what_a_part_says_is_shown_with_its_name_and_kept(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    processes = processes_of(folder, "web: sh -c 'echo hello; exec sleep 60'")
    processes.start()
    assert wait_for(folder / "log" / "web.log") == "hello\n"
    processes.stop()
    assert "web" in capfd.readouterr().out


def test_a_part_that_is_killed_is_started_again(folder: Path) -> None:
    processes = processes_of(folder, f"worker: sh -c 'echo $$ >> {folder}/pids; exec sleep 60'")
    processes.start()
    first = int(wait_for(folder / "pids"))
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while len((folder / "pids").read_text().split()) < 2 and time.monotonic() < deadline:
        processes.check()
        time.sleep(0.05)
    processes.stop()
    pids = [int(line) for line in (folder / "pids").read_text().split()]
    assert len(pids) == 2
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_a_part_that_cannot_run_is_given_up_with_its_reason(folder: Path) -> None:
    processes = processes_of(folder, "web: sh -c 'echo no such module; exit 3'")
    processes.start()
    with pytest.raises(LauncherError, match=r"web ended 6 times .*no such module"):
        check_for(processes, seconds=60)
    processes.stop()


def test_stop_lets_work_finish_and_ends_what_will_not(folder: Path) -> None:
    polite = f"import signal,sys,time; signal.signal(15, lambda *a: (open('{folder}/done','w').write('x'), sys.exit())); open('{folder}/ready','w').write('x'); time.sleep(60)"  # noqa: E501
    processes = processes_of(
        folder,
        f'polite: "{sys.executable}" -c "{polite}"',
        f"stubborn: sh -c 'trap : TERM; echo $$ > {folder}/stubborn; while true; do sleep 1; done'",
    )
    processes.start()
    wait_for(folder / "ready")
    pid = int(wait_for(folder / "stubborn"))
    began = time.monotonic()
    processes.stop(within=3.0)
    assert (folder / "done").exists()
    assert not psutil.pid_exists(pid)
    assert time.monotonic() - began < 40  # what will not end would be there for ever


def test_parts_end_with_a_launcher_that_is_killed(folder: Path, script: Script) -> None:
    launcher = script(
        """
        import sys, time
        from pathlib import Path
        from merchant_app.launcher.child import ChildRecord
        from merchant_app.launcher.processes import Processes, child_environment
        folder = Path(sys.argv[1])
        (folder / "Procfile").write_text(f"worker: sh -c 'echo $$ > {folder}/pid; exec sleep 60'")
        processes = Processes(folder / "Procfile", child_environment(folder, {}),
                              logs=folder / "log", record=ChildRecord(folder / "record.json"))
        processes.start()
        time.sleep(60)
        """,
        str(folder),
    )
    part = psutil.Process(int(wait_for(folder / "pid")))
    launcher.send_signal(signal.SIGKILL)
    psutil.wait_procs([part], timeout=60)
    assert not part.is_running() or part.status() == psutil.STATUS_ZOMBIE
