"""PostgreSQL and Valkey as child processes, for `make run`, the tests and the benchmarks."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from merchant_app.launcher.child import ChildRecord
from merchant_app.launcher.lock import InstanceLock
from merchant_app.launcher.places import OPEN_PLACES, postgres_place, temporary_place
from merchant_app.launcher.postgresql import EmbeddedPostgres
from merchant_app.launcher.valkey import EmbeddedValkey


class EmbeddedServices:
    """Both servers of one data folder. `start` returns when both answer; `stop` when both ended.

    `database` and `broker` say which of the two are wanted; the address of the other is "".
    Start it from the main thread. Holds the lock of `var_dir` from `start` to `stop`.
    Raises LauncherError with one sentence.
    """

    def __init__(
        self,
        var_dir: Path,
        *,
        database: bool = True,
        broker: bool = True,
        throw_away: bool = False,
        open_places: tuple[Path, ...] = OPEN_PLACES,
    ) -> None:
        self.var_dir = var_dir.absolute()
        self.throw_away = throw_away
        self._open_places = open_places
        self._wanted = (database, broker)
        self._postgres: EmbeddedPostgres | None = None
        self._valkey: EmbeddedValkey | None = None
        self._lock = InstanceLock(self.var_dir)
        self.record = ChildRecord(self.var_dir / "run" / "services.json")

    @classmethod
    def for_tests(cls, *, broker: bool = True) -> EmbeddedServices:
        """Servers in a temporary folder that `stop` deletes; nothing waits for the disk."""
        folder = Path(tempfile.mkdtemp(prefix="foyer-test-"))
        folder.chmod(0o711)  # ours and new; PostgreSQL started by root has to pass through
        return cls(folder, broker=broker, throw_away=True)

    @property
    def database_url(self) -> str:
        return self._postgres.url if self._postgres else ""

    @property
    def broker_url(self) -> str:
        return self._valkey.url if self._valkey else ""

    @property
    def environment(self) -> dict[str, str]:
        """The settings that point Foyer at these servers."""
        values = {"DATABASE_URL": self.database_url, "CELERY_BROKER_URL": self.broker_url}
        return {name: value for name, value in values.items() if value}

    def start(self) -> None:
        self._lock.acquire()
        self.record.end_leftovers()
        atexit.register(self.stop)
        logs = self.var_dir / "log"
        database, broker = self._wanted
        try:
            if database:
                find = temporary_place if self.throw_away else postgres_place
                self._postgres = EmbeddedPostgres(
                    find(self.var_dir, self._open_places),
                    logs / "postgres.log",
                    throw_away=self.throw_away,
                )
                self._postgres.start(self.record)
            if broker:
                self._valkey = EmbeddedValkey(
                    self.var_dir / "valkey", logs / "valkey.log", throw_away=self.throw_away
                )
                self._valkey.start(self.record)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End both servers; with `throw_away`, delete their data. Safe to call twice."""
        atexit.unregister(self.stop)
        if self._valkey is not None:
            self._valkey.stop()
            self._valkey = None
        place = self._postgres.place if self._postgres is not None else None
        if self._postgres is not None:
            self._postgres.stop()
            self._postgres = None
        self.record.clear()
        self._lock.release()
        if self.throw_away:
            if place is not None:
                shutil.rmtree(place.data, ignore_errors=True)
            shutil.rmtree(self.var_dir, ignore_errors=True)

    def __enter__(self) -> EmbeddedServices:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
