"""Who is asked: every group of owners of a run, and what came of each with each way of learning.

What an owner came to is kept under all that it depends on: the catalogue, the brief, the clicks
and, for ours, the code. So a run that was cut short goes on where it stopped.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, lru_cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

import matching
from matching.corpora import bench_dir
from matching.corpora.track import Say, silent
from matching.evaluation.intent.kept import both
from matching.evaluation.intent.music import Music
from matching.evaluation.intent.owners import Manner, Owner, draw_owners
from matching.evaluation.intent.rounds import AT, MOST_ROUNDS, ROUNDS, Course, follow
from matching.evaluation.intent.session import Session
from matching.evaluation.intent.tastes import Family
from matching.evaluation.intent.ways import WAYS, WAYS_VERSION, Ours, Way

#: The packages whose code decides what our way comes to.
_OURS = ("intent", "retrieval", "index", "profile")


@dataclass(frozen=True)
class Group:
    """Owners of one catalogue ("segments" or "generated") and seed, who click with one noise."""

    catalogue: str
    size: int
    seed: int
    family: Family
    manner: Manner
    noise: float
    owners: int
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """One owner with one way; oracle: the best precision there could be; quality: of the brief.

    kept: found by an earlier run of the same code, not by this one.
    """

    group: Group
    owner: int
    way: str
    course: Course
    oracle: float
    quality: str
    kept: bool = False


def outcomes(groups: Sequence[Group], jobs: int = 1, say: Say = silent) -> list[Outcome]:
    """All owners with all ways, ``jobs`` groups at a time, each on one thread.

    In the order of ``groups`` and the same whatever ``jobs`` is.
    """
    found: list[Outcome] = []
    # A forked process would inherit thread pools in an unusable state.
    context = get_context("spawn")
    with ExitStack() as stack:
        each: Iterable[list[Outcome]] = map(_outcomes, groups)
        if jobs > 1:
            pool = stack.enter_context(ProcessPoolExecutor(jobs, mp_context=context))
            each = pool.map(_outcomes, groups)
        for number, some in enumerate(each, 1):
            found += some
            say(f"{number} of {len(groups)} groups of owners")
    return found


def music_of(group: Group) -> Music:
    """The catalogue of a group; that of one seed stays in memory, some 400 MB."""
    return _both(group.seed, group.size)[0 if group.catalogue == "segments" else 1]


@lru_cache(maxsize=1)
def _both(seed: int, size: int) -> tuple[Music, Music]:
    return both(seed, size, fill=False)


def _outcomes(group: Group) -> list[Outcome]:
    with threadpool_limits(1):
        return list(_each(group))


def _each(group: Group) -> Iterator[Outcome]:
    music = music_of(group)
    ways = [way for way in WAYS if way.name in group.ways]
    for owner in draw_owners(music, group.owners, group.seed, group.family, group.manner):
        own = _digest(music, owner)
        for way in ways:
            place = _place(own, f"{way.name} {owner.manner} {group.noise}")
            kept = place.is_file()
            course = _kept(place) if kept else _course(music, owner, way, group.noise, place)
            yield Outcome(
                group, owner.number, way.name, course, min(owner.oracle, AT) / AT,
                owner.brief.quality, kept,
            )  # fmt: skip


def _kept(place: Path) -> Course:
    return Course.from_json(json.loads(place.read_text("utf-8")))


def _course(music: Music, owner: Owner, way: type[Way], noise: float, place: Path) -> Course:
    longer = way is Ours and owner.manner == "sincere"
    course = follow(music.read, owner, way(), noise, rounds=MOST_ROUNDS if longer else ROUNDS)
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_suffix(f".{os.getpid()}.partial")
    partial.write_text(json.dumps(course.to_json()), "utf-8")
    partial.replace(place)
    return course


def _digest(music: Music, owner: Owner) -> str:
    """Of all that the courses of an owner depend on, but for the way and the noise."""
    session = Session(music.read, owner.brief.query, owner.shown, owner.hidden, owner.number)
    digest = hashlib.blake2b(digest_size=16)
    for part in (session.brief, session.features[::97], owner.taste.likes, owner.luck, owner.shown):
        digest.update((np.round(part, 6) if part.dtype.kind == "f" else part).tobytes())
    return digest.hexdigest()


def _place(owner: str, course: str) -> Path:
    code = _code() if course.startswith(Ours.name) else ""
    digest = hashlib.blake2b(f"{WAYS_VERSION} {code} {owner} {course}".encode(), digest_size=16)
    return bench_dir() / "intent" / "courses" / f"{digest.hexdigest()}.json"


@cache
def _code() -> str:
    """A digest of the source of all that makes our lists, as it was when it was imported."""
    package = Path(matching.__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for name in _OURS:
        for path in sorted((package / name).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
