"""The set-up says in one sentence what is missing, and does nothing when nothing changed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from merchant_app.config.env import ROOT

SCRIPT = ROOT / "deploy" / "local" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path) -> ModuleType:
    """The script as if it lay in a checkout with a space in its path."""
    checkout = tmp_path / "my checkout"
    place = checkout / "deploy" / "local"
    place.mkdir(parents=True)
    (place / "bootstrap.py").write_bytes(SCRIPT.read_bytes())
    for name in ("pyproject.toml", "constraints.txt"):
        (checkout / name).write_bytes((ROOT / name).read_bytes())
    spec = importlib.util.spec_from_file_location("bootstrap", place / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_second_set_up_does_nothing(bootstrap: ModuleType) -> None:
    Path(bootstrap.venv_python()).parent.mkdir(parents=True)
    Path(bootstrap.venv_python()).symlink_to(sys.executable)
    Path(bootstrap.STAMP).write_text(bootstrap.wanted_stamp())
    done = subprocess.run([sys.executable, bootstrap.__file__], capture_output=True, check=True)
    assert done.stdout == b""


def test_a_change_of_the_pins_is_noticed(bootstrap: ModuleType) -> None:
    before = bootstrap.wanted_stamp()
    pins = Path(bootstrap.ROOT) / "constraints.txt"
    pins.write_text(pins.read_text() + "# another\n")
    assert bootstrap.wanted_stamp() != before


def test_a_wrong_python_is_named(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "WANTED", (3, 99))
    with pytest.raises(bootstrap.Stop, match=r"is needed, found 3\.11"):
        bootstrap.find_python()


def test_too_little_space_is_said_before_anything_is_fetched(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "NEEDED_GB", 1e9)
    with pytest.raises(bootstrap.Stop, match=r"GB of free disk space are needed"):
        bootstrap.check_space()


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("ERROR: [Errno 28] No space left on device", "disk is full"),
        ("WARNING: Retrying … NameResolutionError(…)", "could not be reached"),
        ("ERROR: No matching distribution found for x==1", "No matching distribution found"),
    ],
)
def test_what_pip_says_becomes_one_sentence(bootstrap: ModuleType, output: str, says: str) -> None:
    with pytest.raises(bootstrap.Stop, match=says) as reason:
        bootstrap.explain(1, output)
    assert len(str(reason.value).splitlines()) == 1


@pytest.mark.slow
def test_no_network_is_one_sentence(bootstrap: ModuleType, tmp_path: Path) -> None:
    settings = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_RETRIES": "1",
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_NO_CACHE_DIR": "1",
    }
    done = subprocess.run(
        [sys.executable, bootstrap.__file__],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **settings},
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The package index could not be reached")
    assert len(done.stderr.splitlines()) == 1


def test_the_script_is_readable_by_an_old_python() -> None:
    import ast

    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))
