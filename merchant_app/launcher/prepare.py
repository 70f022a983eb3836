"""Brings the database and the static files up to this version of Foyer, before anything serves.

Run by the launcher as `python -m merchant_app.launcher.prepare SIGN_INS_FILE`.
"""

from __future__ import annotations

import io
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from merchant_app.launcher.errors import LauncherError
from merchant_app.launcher.places import client_programs
from merchant_app.launcher.postgres_dump import dump_database
from merchant_app.launcher.steps import EXPLAINED

KEPT_DUMPS = 3


def migrate(backups: Path) -> None:
    """Apply new migrations; on a database that holds data, dump it first.

    Raises LauncherError where the database was used by a newer Foyer.
    """
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    applied = set(executor.loader.applied_migrations)
    apps = {app for app, _ in known}
    unknown = sorted(f"{app}.{name}" for app, name in applied - known if app in apps)
    unknown = [name for name in unknown if not _was_squashed(executor, name)]
    if unknown:
        raise LauncherError(
            f"This data was used by a newer Foyer (it has {unknown[0]}): run that version, or "
            "restore a backup of this one."
        )
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    if applied and os.environ.get("FOYER_EMBEDDED_DATABASE"):
        backups.mkdir(parents=True, exist_ok=True)
        dump = backups / f"before-upgrade-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.dump"
        print(f"Upgrading the data ({len(plan)} steps); its present state is kept in {dump}")
        dump_database(os.environ["DATABASE_URL"], dump, client_programs())
        for old in sorted(backups.glob("before-upgrade-*.dump"))[:-KEPT_DUMPS]:
            old.unlink()
    else:
        print("Preparing the database")
    call_command("migrate", interactive=False, verbosity=0)


def _was_squashed(executor: MigrationExecutor, name: str) -> bool:
    app, _, migration = name.partition(".")
    replaced = (m.replaces for m in executor.loader.disk_migrations.values())
    return any((app, migration) in names for names in replaced)


def prepare(sign_ins: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merchant_app.config.settings")
    django.setup()
    from django.conf import settings  # only after the set-up above

    migrate(settings.VAR_DIR / "backups")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_demo")
    answer = io.StringIO()
    call_command("demo_credentials", json=True, stdout=answer)
    sign_ins.touch(mode=0o600)
    sign_ins.write_text(answer.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    try:
        prepare(Path(sys.argv[1]))
    except LauncherError as error:
        print(error, file=sys.stderr)
        sys.exit(EXPLAINED)
