"""Which worker does what: recovery never waits behind a match, and a light worker stays light."""

from __future__ import annotations

import subprocess
import sys

from honcho.environ import parse_procfile

from merchant_app.config.celery import app
from merchant_app.config.env import ROOT

COMMANDS = parse_procfile((ROOT / "Procfile").read_text()).processes
LIGHT = """
import sys
from merchant_app.config.celery import app
app.loader.import_default_modules()
print("torch" in sys.modules)
"""


def queues(command: str) -> set[str]:
    words = command.split()
    return set(words[words.index("-Q") + 1].split(","))


def test_every_queue_has_a_worker_of_its_own() -> None:
    served = [queues(command) for command in COMMANDS.values() if " -Q " in command]
    assert sorted(name for each in served for name in each) == ["analyse", "default", "match"]
    assert all(len(each) == 1 for each in served)


def test_containers_run_the_same_parts() -> None:
    compose = (ROOT / "deploy" / "compose.yaml").read_text()
    for name in COMMANDS:
        assert f"\n  {name}:" in compose
    for command in COMMANDS.values():
        if " -Q " in command:
            assert f"-Q {next(iter(queues(command)))} " in compose


def test_a_light_worker_loads_no_model() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_a_duty_nobody_took_in_time_is_dropped() -> None:
    duties = app.conf.beat_schedule.values()
    assert "matching.jobs.requeue" in {duty["task"] for duty in duties}
    for duty in duties:
        assert duty["options"]["expires"] <= float(duty["schedule"])
        assert app.amqp.router.route(duty["options"], duty["task"])["queue"].name == "default"
