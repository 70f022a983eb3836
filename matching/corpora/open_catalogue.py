"""Human-made open music out of Debian packages, kept unpacked with what its makers say of it."""

from __future__ import annotations

import json
import shutil
import tempfile
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import av

from matching.corpora.debian import FetchProblem, unpacked
from matching.corpora.track import CorpusMissing, CorpusTrack, Say, bench_dir, silent

_DATA = Path(__file__).parent / "data" / "open_music.toml"
_FACTS = "facts.json"
_TAGS = {"artist": "artist", "album": "album", "genre": "genre", "title": "title"}
# What taggers write where nobody filled in the field.
_NOTHING = {"", "other", "unknown", "unknown artist", "soundtrack", "game"}


@cache
def _works() -> tuple[dict[str, Any], ...]:
    with _DATA.open("rb") as stream:
        return tuple(tomllib.load(stream)["works"])


def open_packages() -> tuple[str, ...]:
    """Names of the packages in the order of the data file."""
    return tuple(dict.fromkeys(works["package"] for works in _works()))


def open_music(folder: Path | None = None, *, say: Say = silent) -> tuple[CorpusTrack, ...]:
    """All tracks in the order of their ids; what is not in ``folder`` yet is fetched.

    Raises CorpusMissing where a package cannot be had: figures over part of the corpus would not
    compare.
    """
    place = folder or bench_dir() / "open-music"
    return tuple(
        track
        for package in sorted(open_packages())
        for track in package_tracks(package, place, say=say)
    )


def package_tracks(package: str, place: Path, *, say: Say = silent) -> tuple[CorpusTrack, ...]:
    """The tracks of one package, fetched once; raises CorpusMissing."""
    kept = place / package
    if not (kept / _FACTS).is_file():
        say(f"Fetching {package}")
        try:
            with unpacked(package, place / "downloads") as files:
                _keep(package, files, kept)
        except FetchProblem as problem:
            raise CorpusMissing(str(problem)) from problem
    facts = json.loads((kept / _FACTS).read_text("utf-8"))
    return tuple(
        CorpusTrack(
            id=f"{package}/{Path(name).stem}",
            path=kept / name,
            corpus="open-music",
            labels={"package": package, **labels},
        )
        for name, labels in sorted(facts.items())
    )


def _keep(package: str, files: Path, kept: Path) -> None:
    """Copies a package's music and facts to where they stay: all of it, or nothing."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".partial-", dir=kept.parent) as name:
        partial = Path(name) / package
        partial.mkdir()
        facts: dict[str, dict[str, str]] = {}
        chosen = _chosen(package, files)
        stems = Counter(path.stem for path, _ in chosen)
        for path, works in chosen:
            stem = path.stem if stems[path.stem] == 1 else f"{path.parent.name}-{path.stem}"
            shutil.copyfile(path, partial / f"{stem}{path.suffix}")
            facts[f"{stem}{path.suffix}"] = _facts(path, works)
        copyright_file = files / "usr" / "share" / "doc" / package / "copyright"
        if copyright_file.is_file():
            shutil.copyfile(copyright_file, partial / "copyright")
        (partial / _FACTS).write_text(json.dumps(facts, indent=1, ensure_ascii=False), "utf-8")
        if not (kept / _FACTS).is_file():  # another process may have been quicker
            partial.replace(kept)


def _chosen(package: str, files: Path) -> list[tuple[Path, dict[str, Any]]]:
    """Files of music, each with the entry of the data file that it belongs to."""
    return [
        (path, works)
        for works in _works()
        if works["package"] == package
        for path in sorted({path for glob in works["files"] for path in files.glob(glob)})
        if _seconds(path) >= works.get("min_seconds", 0)  # sound effects lie among the music
    ]


def _facts(path: Path, works: dict[str, Any]) -> dict[str, str]:
    """Facts from the file's tags and the album list beside it (some games ship one).

    The composer is from debian/copyright where the entry of the data file names one.
    """
    found = _tags(path)
    listed = path.with_name("album.json")
    if listed.is_file():
        found["album"] = json.loads(listed.read_text("utf-8"))["title"]
    if "artist" in works:
        found["artist"] = works["artist"]
    return found


def _tags(path: Path) -> dict[str, str]:
    # PyAV raises FFmpegError, ValueError and others for damaged files; tags are never worth a stop.
    try:
        with av.open(str(path), metadata_errors="ignore") as container:
            streams = container.streams.audio
            found = {**(streams[0].metadata if streams else {}), **container.metadata}
    except Exception:
        return {}
    facts = {
        fact: " ".join(str(value).split())
        for name, value in found.items()
        if (fact := _TAGS.get(name.lower()))
    }
    return {fact: value for fact, value in facts.items() if value.lower() not in _NOTHING}


def _seconds(path: Path) -> float:
    try:
        with av.open(str(path)) as container:
            return (container.duration or 0) / av.time_base
    except av.error.FFmpegError:
        return float("inf")  # the analysis says what is wrong with it
