"""The embedded servers really run, keep data, and leave nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from merchant_app.launcher.child import ChildRecord
from merchant_app.launcher.errors import LauncherError
from merchant_app.launcher.services import EmbeddedServices

Script = Callable[..., "subprocess.Popen[str]"]

SERVE = """
    import sys, time
    from pathlib import Path
    from merchant_app.launcher.services import EmbeddedServices
    services = EmbeddedServices(Path(sys.argv[1]))
    services.start()
    print("ready")
    time.sleep(60)
"""


def children_named_in(var_dir: Path) -> list[psutil.Process]:
    rows = json.loads((var_dir / "run" / "services.json").read_text())
    return [psutil.Process(row["pid"]) for row in rows]


def ended(processes: list[psutil.Process], within: float = 60.0) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=within)
    return not [p for p in alive if p.status() != psutil.STATUS_ZOMBIE]


def test_both_servers_answer_and_stop_removes_what_was_for_a_test() -> None:
    with EmbeddedServices.for_tests() as services:
        with psycopg.connect(services.database_url) as connection:
            version, upper = connection.execute(
                "select current_setting('server_version_num')::int, upper('é')"
            ).fetchone() or (0, "")
        assert version >= 180000
        assert upper == "É"
        with redis.Redis.from_url(services.broker_url) as client:
            assert client.set("key", "value")
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        processes = children_named_in(services.var_dir)
        assert len(processes) == 2
    assert ended(processes)
    assert not services.var_dir.exists()


def test_data_and_queued_tasks_survive_a_second_start(folder: Path) -> None:
    with EmbeddedServices(folder) as services:
        with psycopg.connect(services.database_url) as connection:
            connection.execute("create table kept as select 7 as number")
        with redis.Redis.from_url(services.broker_url) as client:
            client.rpush("match", "task")
    with EmbeddedServices(folder) as services:
        with psycopg.connect(services.database_url) as connection:
            assert connection.execute("select number from kept").fetchone() == (7,)
        with redis.Redis.from_url(services.broker_url) as client:
            assert client.lrange("match", 0, -1) == [b"task"]


def test_the_broker_refuses_who_has_no_password() -> None:
    with EmbeddedServices.for_tests() as services:
        address = services.broker_url.rpartition("@")[2]
        with (
            redis.Redis.from_url(f"redis://{address}") as stranger,
            pytest.raises(redis.AuthenticationError),
        ):
            stranger.ping()


def test_a_second_start_on_the_same_folder_is_refused_in_one_sentence(folder: Path) -> None:
    with EmbeddedServices(folder, broker=False) as services:
        second = EmbeddedServices(folder, broker=False)
        with pytest.raises(
            LauncherError, match=r"already runs on .*VAR_DIR=… and PORT=…"
        ) as refusal:
            second.start()
        assert len(str(refusal.value).splitlines()) == 1
        with psycopg.connect(services.database_url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)


def test_a_folder_with_a_space_and_a_deep_one(folder: Path) -> None:
    deep = folder / "a shop's music" / ("deep " * 20).strip()
    deep.mkdir(parents=True)
    with EmbeddedServices(deep, throw_away=True) as services:
        with psycopg.connect(services.database_url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        with redis.Redis.from_url(services.broker_url) as client:
            assert client.ping()


def test_servers_end_with_a_launcher_that_is_killed(folder: Path, script: Script) -> None:
    launcher = script(SERVE, str(folder))
    assert launcher.stdout is not None
    assert launcher.stdout.readline() == "ready\n"
    processes = children_named_in(folder)
    launcher.send_signal(signal.SIGKILL)
    assert ended(processes)
    with EmbeddedServices(folder, broker=False) as services:  # the lock went with it
        assert services.database_url


def test_the_next_start_ends_what_a_killed_launcher_left(folder: Path) -> None:
    left = subprocess.Popen(["/bin/sleep", "60"], start_new_session=True)
    record = ChildRecord(folder / "record.json")
    record.add("web", left)
    assert record.end_leftovers() == ["web"]
    left.wait(60)
    assert not psutil.pid_exists(left.pid)
    assert not record.path.exists()


def test_a_stranger_that_got_the_pid_is_left_alone(folder: Path) -> None:
    stranger = subprocess.Popen(["/bin/sleep", "60"], start_new_session=True)
    try:
        record = ChildRecord(folder / "record.json")
        record.add("web", stranger)
        rows = json.loads(record.path.read_text())
        rows[0]["started"] -= 3600
        record.path.write_text(json.dumps(rows))
        assert record.end_leftovers() == []
        time.sleep(0.1)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_data_of_another_postgresql_is_named(folder: Path) -> None:
    with EmbeddedServices(folder, broker=False):
        pass
    version = folder / "postgres" / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(LauncherError, match=r"belongs to PostgreSQL 16"):
        EmbeddedServices(folder, broker=False).start()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(LauncherError, match="cannot be written"):
        EmbeddedServices(tmp_path / "var").start()
