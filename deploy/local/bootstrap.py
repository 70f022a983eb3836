#!/usr/bin/env python3
"""Makes `.venv` and installs the pinned packages: `make setup`, and the first step of `make run`.

Runs under any Python from 3.6 on, so that a wrong one gets a sentence and not a traceback; hence no
newer syntax here. While `pyproject.toml` and `constraints.txt` stay as they are, nothing is done.
"""

import errno
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, ".installed")
LOG = os.path.join(VENV, "install.log")
WANTED = (3, 11)
NEEDED_GB = 4.0  # 2.5 installed, the rest while pip unpacks
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"

NO_CONNECTION = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Name or service not known",
    "ConnectTimeoutError",
    "NewConnectionError",
    "Network is unreachable",
    "Connection refused",
    "ProxyError",
    "Read timed out",
    "NameResolutionError",
    "Max retries exceeded",
)
NO_SPACE = ("No space left on device", "Disk quota exceeded")
NOT_FOUND = ("No matching distribution found", "ResolutionImpossible", "Could not find a version")


class Stop(Exception):
    """One sentence for the person at the keyboard."""


def main():
    try:
        setup()
    except Stop as reason:
        sys.stderr.write("%s\n" % reason)
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; the next `make setup` goes on from here.\n")
        return 130
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        sys.stderr.write("The disk is full: free some space and start again.\n")
        return 1
    return 0


def setup():
    stamp = wanted_stamp()
    if read(STAMP) == stamp and os.path.exists(venv_python()):
        return
    check_platform()
    python = find_python()
    check_space()
    began = time.time()
    make_venv(python)
    install()
    with open(STAMP, "w") as file:
        file.write(stamp)
    say("Installed in %d s." % (time.time() - began))


def wanted_stamp():
    """Changes with the packages asked for, with their pins, and with the place of the checkout."""
    digest = hashlib.sha256(VENV.encode("utf-8"))
    for name in ("pyproject.toml", "constraints.txt"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def check_platform():
    if platform.system() not in ("Linux", "Darwin"):
        raise Stop("Foyer runs on Linux (and macOS, untested), not on %s." % platform.system())


def find_python():
    """A Python 3.11: this one, or one on PATH."""
    if sys.version_info[:2] == WANTED:
        return sys.executable
    for name in ("python3.11", "python3", "python"):
        path = shutil.which(name)
        if path and version_of(path)[:2] == WANTED:
            return path
    raise Stop(
        "Python 3.11 is needed, found %s: install it (Debian: apt install python3.11 "
        "python3.11-venv) and start again." % platform.python_version()
    )


def version_of(path):
    code = "import sys; print('%d %d' % sys.version_info[:2])"
    try:
        answer = subprocess.check_output([path, "-c", code], stderr=subprocess.DEVNULL)
        return tuple(int(part) for part in answer.split())
    except (OSError, ValueError, subprocess.CalledProcessError):
        return ()


def check_space():
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < NEEDED_GB:
        raise Stop(
            "%.1f GB of free disk space are needed in %s, and %.1f GB are there."
            % (NEEDED_GB, ROOT, free)
        )


def make_venv(python):
    if version_of(venv_python())[:2] == WANTED:
        return
    say("Making .venv with %s" % python)
    done = subprocess.run(
        [python, "-m", "venv", "--clear", VENV],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    if done.returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if says(done.stdout, NO_SPACE):
        raise Stop("The disk is full: free some space and start again.")
    if "ensurepip" in done.stdout or "No module named venv" in done.stdout:
        raise Stop("Python's venv module is missing: install it (apt install python3.11-venv).")
    raise Stop("The folder .venv could not be made: %s" % last_line(done.stdout))


def install():
    """Install torch as its CPU build, then everything else; pip's own configuration holds."""
    say("Installing packages (about 2.5 GB; details in .venv/install.log)")
    constraints = ["-c", os.path.join(ROOT, "constraints.txt")]
    open(LOG, "w").close()
    torch = [line for line in read(constraints[1]).splitlines() if line.startswith("torch==")]
    if (platform.system(), platform.machine()) == ("Linux", "x86_64"):
        # PyPI's wheel for this platform is the CUDA build, with gigabytes of libraries.
        cpu = [part if "+" in part else part + "+cpu" for part in torch]
        code, output = pip(cpu, "torch (CPU build)")
        if code != 0 and says(output, NOT_FOUND) and not says(output, NO_CONNECTION):
            code, output = pip(
                ["--extra-index-url", TORCH_CPU_INDEX, *cpu], "torch (CPU build, pytorch.org)"
            )
        explain(code, output)
    requirements = os.path.join(VENV, "requirements.txt")
    write_requirements(requirements)
    explain(*pip([*constraints, "-r", requirements], "all other packages"))


def write_requirements(path):
    """The dependencies of pyproject.toml, read by the new Python, which has a TOML reader."""
    code = (
        "import sys, tomllib; p = tomllib.load(open(sys.argv[1], 'rb'))['project'];"
        "print('\\n'.join(p['dependencies'] + p['optional-dependencies']['dev']))"
    )
    source = os.path.join(ROOT, "pyproject.toml")
    names = subprocess.check_output([venv_python(), "-c", code, source])
    with open(path, "wb") as file:
        file.write(names)


def pip(arguments, what):
    """Run pip with a line that shows life; returns its exit code and output."""
    command = [venv_python(), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--progress-bar", "off", *arguments]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, cwd=ROOT
    )
    lines = []
    progress = Progress(what)
    try:
        with open(LOG, "a") as log:
            for line in process.stdout:
                log.write(line)
                lines.append(line)
                progress.saw(line)
        return process.wait(), "".join(lines)
    finally:
        progress.end()
        if process.poll() is None:
            process.terminate()


class Progress:
    """One line that counts packages and seconds; on a terminal it stays in place."""

    def __init__(self, what):
        self.what = what
        self.began = time.time()
        self.count = 0
        self.step = "starting"
        self.on_terminal = sys.stdout.isatty()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.beat)
        self.thread.daemon = True
        if not self.on_terminal:
            say("  %s …" % what)
        self.thread.start()

    def saw(self, line):
        word = line.split()
        if line.startswith("Collecting ") and len(word) > 1:
            self.count += 1
            self.step = "fetching " + word[1].split("=")[0]
        elif line.startswith("Installing collected"):
            self.step = "unpacking"

    def beat(self):
        while not self.over.wait(1.0 if self.on_terminal else 30.0):
            text = "  %s: %s (%d packages, %d s)" % (
                self.what, self.step, self.count, time.time() - self.began,
            )  # fmt: skip
            say(("\r\033[K" + text) if self.on_terminal else text, end=not self.on_terminal)

    def end(self):
        self.over.set()
        self.thread.join()
        if self.on_terminal:
            say("\r\033[K  %s: %d s" % (self.what, time.time() - self.began))


def explain(code, output):
    """Raise one sentence for a pip that failed."""
    if code == 0:
        return
    if says(output, NO_SPACE):
        raise Stop("The disk is full: free some space and run `make setup` again.")
    if says(output, NO_CONNECTION):
        host = re.search(r"host='([^']+)'", output)
        raise Stop(
            "The package index%s could not be reached: check the network (or pip's index-url and "
            "proxy) and run `make setup` again." % (" " + host.group(1) if host else "")
        )
    errors = [line for line in output.splitlines() if line.startswith("ERROR")]
    reason = errors[-1] if errors else last_line(output)
    raise Stop("Packages could not be installed: %s (all of it in .venv/install.log)" % reason)


def says(text, signs):
    return any(sign in text for sign in signs)


def venv_python():
    return os.path.join(VENV, "bin", "python")


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except (OSError, IOError):
        return ""


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason was given"


def say(text, end=True):
    sys.stdout.write(text + ("\n" if end else ""))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
