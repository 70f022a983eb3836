"""pgvector's HNSW with a WHERE, in PostgreSQL, on the same cases.

Sets of allowed tracks are boolean columns. First each has an index of its own and the planner, who
is given statistics, may choose between the graph, that index and reading everything; then only the
graph is left, without and with pgvector's iterative scans.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.search_cases import TOP, Case
from matching.evaluation.search_ways import Ask
from matching.evaluation.throwaway_postgres import throwaway_postgres
from matching.index.exact import Rows

_LONGEST_SEARCH = 200


class Pgvector:
    """A table of vectors with an HNSW index at pgvector's defaults (m 16, ef_construction 64)."""

    def __init__(self, connection: Any, style: NDArray[np.float32], sets: Sequence[Case]) -> None:
        self._connection = connection
        self._column = {id(case): f"allowed_{place}" for place, case in enumerate(sets)}
        #: What the last prepared question is answered from: graph, set or all.
        self.plan = ""
        columns = ", ".join(f"{name} boolean" for name in self._column.values())
        connection.execute("CREATE EXTENSION vector")
        connection.execute(
            f"CREATE TABLE track (id integer, {columns}, style vector({style.shape[1]}))"
        )
        self._fill(style, sets)
        started = time.perf_counter()
        connection.execute("SET max_parallel_maintenance_workers = 0")
        connection.execute("CREATE INDEX ON track USING hnsw (style vector_cosine_ops)")
        self.build_s = time.perf_counter() - started
        for name in self._column.values():
            connection.execute(f"CREATE INDEX ON track ({name}) WHERE {name}")
        connection.execute("VACUUM ANALYZE track")
        size = connection.execute("SELECT pg_total_relation_size('track')").fetchone()[0]
        self.bytes_per_track = size / max(len(style), 1)
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.execute(f"SET hnsw.ef_search = {_LONGEST_SEARCH}")

    def _fill(self, style: NDArray[np.float32], sets: Sequence[Case]) -> None:
        masks = np.zeros((len(style), len(sets)), dtype=bool)
        for place, case in enumerate(sets):
            masks[case.rows, place] = True
        with self._connection.cursor() as cursor, cursor.copy("COPY track FROM STDIN") as copy:
            for row, vector in enumerate(style):
                numbers = ",".join(map(str, vector.tolist()))
                allowed = "\t".join("t" if each else "f" for each in masks[row])
                copy.write(f"{row}\t{allowed}\t[{numbers}]\n")

    def as_planned(self, case: Case) -> Ask:
        """PostgreSQL decides."""
        return self._asked(case, "off")

    def leave_only_the_graph(self) -> None:
        for name in self._column.values():
            self._connection.execute(f"DROP INDEX track_{name}_idx")
        self._connection.execute("SET enable_seqscan = off")

    def by_graph(self, scan: str) -> Callable[[Case], Ask]:
        """scan: the setting ``hnsw.iterative_scan``: off, relaxed_order or strict_order."""
        return lambda case: self._asked(case, scan)

    def _asked(self, case: Case, scan: str) -> Ask:
        column = self._column[id(case)]
        statement = f"SELECT id FROM track WHERE {column} ORDER BY style <=> %s::vector LIMIT {TOP}"  # noqa: S608
        self._connection.execute(f"SET hnsw.iterative_scan = {scan}")
        self.plan = self._plan(statement, case)

        def ask(query: NDArray[np.float32]) -> Rows:
            asked = "[" + ",".join(map(str, query.tolist())) + "]"
            found = self._connection.execute(statement, [asked]).fetchall()
            return np.array([row[0] for row in found], dtype=np.int64)

        return ask

    def _plan(self, statement: str, case: Case) -> str:
        asked = "[" + ",".join(map(str, case.queries[0].tolist())) + "]"
        lines = self._connection.execute("EXPLAIN " + statement, [asked]).fetchall()
        plan = "\n".join(line[0] for line in lines)
        if "style_idx" in plan:
            return "graph"
        return "set" if "allowed_" in plan.partition("Scan")[2].partition("\n")[0] else "all"


@contextmanager
def pgvector(style: NDArray[np.float32], sets: Sequence[Case]) -> Iterator[Pgvector]:
    """Raises PostgresMissing where there is no server to start."""
    import psycopg

    with throwaway_postgres() as url, psycopg.connect(url, autocommit=True) as connection:
        yield Pgvector(connection, style, sets)
