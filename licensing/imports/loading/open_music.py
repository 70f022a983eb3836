"""Human-made open music from Debian packages, each track with its author and licence."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import av
from django.core.files import File

from licensing.catalogue.models import Track
from licensing.imports.loading.entries import Entry, Outcome, entries_load
from licensing.imports.loading.tags import read_tags
from licensing.licences.evidence import fingerprint
from licensing.licences.models import Grant
from matching.corpora.debian import FetchProblem, unpacked

_DATA = Path(__file__).parents[1] / "data" / "open_music.toml"


@cache
def _table() -> dict[str, Any]:
    with _DATA.open("rb") as stream:
        return tomllib.load(stream)


def packages() -> list[str]:
    """Names of all packages that are known, in the order of the data file."""
    return list(dict.fromkeys(works["package"] for works in _table()["works"]))


def is_loaded(package: str) -> bool:
    """Whether the catalogue has all tracks of a package, so that nothing need be fetched."""
    expected = sum(works["count"] for works in _table()["works"] if works["package"] == package)
    return Track.objects.filter(source=_source(package)).count() >= expected


def package_load(
    package: str, downloads: Path, *, say: Callable[[str], None] = lambda line: None
) -> Outcome:
    """Fetch one package and load its music. Raises FetchProblem."""
    with unpacked(package, downloads) as files:
        outcome = entries_load(package_entries(package, files), say=say)
        _keep_evidence(package, files)
    return outcome


def packages_load(
    wanted: Sequence[str], downloads: Path, *, say: Callable[[str], None]
) -> tuple[Outcome, list[str]]:
    """Load several packages: what became of the tracks, and a sentence per package not had."""
    total, problems = Outcome(), []
    for package in wanted:
        if is_loaded(package):
            continue
        say(f"Fetching {package}")
        try:
            outcome = package_load(package, downloads, say=say)
        except FetchProblem as problem:
            problems.append(str(problem))
            continue
        total.added += outcome.added
        total.known += outcome.known
        total.skipped += outcome.skipped
    return total, problems


def package_entries(package: str, files: Path) -> Iterator[Entry]:
    """Entries for the music among the unpacked files of a package."""
    for works in _table()["works"]:
        if works["package"] != package:
            continue
        licence = _table()["licences"][works["licence"]]
        paths = sorted({path for pattern in works["files"] for path in files.glob(pattern)})
        for path in paths:
            if works.get("min_seconds") and _seconds(path) < works["min_seconds"]:
                continue  # sound effects lie among the music
            facts = _facts(works, licence, path)
            yield Entry(path, f"{package}: {path.name}", facts, [_terms(works, licence)])


def _facts(works: dict[str, Any], licence: dict[str, str], path: Path) -> dict[str, Any]:
    tags = read_tags(path)
    title, artist = _title(works, path, tags), _artist(works, path, tags)
    return {
        "title": title,
        "artist": artist,
        "release": tags.get("release") or works.get("release", ""),
        "source": _source(works["package"]),
        "source_url": f"https://packages.debian.org/{works['package']}",
        "licence_name": licence["name"],
        "attribution": f"“{title}” by {artist}, {licence['name']} ({licence['url']}), "
        f"from {works['homepage']}",
        "vocal": works["voice"],
        "explicit": works["explicit"],
        "ai_generated": "no",
    }


def _title(works: dict[str, Any], path: Path, tags: dict[str, str]) -> str:
    named = works.get("names", {}).get(path.stem)
    if named:
        return str(named)
    if works.get("titles") == "album":
        for track in _album(path).get("tracks", []):
            if track["filename"] == path.name:
                return str(track["title"])
    if "title" in tags and works.get("titles") != "names":
        return tags["title"].rsplit(";", 1)[-1]
    return path.stem.replace("_", " ").replace("-", " ").strip().capitalize()


def _artist(works: dict[str, Any], path: Path, tags: dict[str, str]) -> str:
    named = works.get("artists", {}).get(path.stem)
    if named or works.get("titles"):
        return str(named or works["artist"])
    return tags.get("artist", works["artist"])


def _album(path: Path) -> dict[str, Any]:
    album = path.parent / "album.json"
    return json.loads(album.read_text("utf-8")) if album.is_file() else {}


def _terms(works: dict[str, Any], licence: dict[str, str]) -> dict[str, Any]:
    return {
        "licensor": works["licensor"],
        "basis": Grant.Basis.OPEN_LICENCE,
        "licence_name": licence["name"],
        "licence_url": licence["url"],
        "offline": True,
        "attribution_required": True,
        "evidence": f"/usr/share/doc/{works['package']}/copyright in the Debian package "
        f"{works['package']}. {licence['note']}",
        "status": Grant.Status.ACTIVE,
    }


def _keep_evidence(package: str, files: Path) -> None:
    """Store the package's copyright file with its grants: it is what the licence rests on."""
    copyright_file = files / "usr" / "share" / "doc" / package / "copyright"
    if not copyright_file.is_file():
        return
    bare = Grant.objects.filter(scope__track__source=_source(package), evidence_file="").distinct()
    for grant in bare:
        with copyright_file.open("rb") as stream:
            file = File(stream)
            grant.evidence_sha256 = fingerprint(file)
            grant.evidence_file.save(f"{package}-copyright.txt", file)


def _source(package: str) -> str:
    return f"Debian package {package}"


def _seconds(path: Path) -> float:
    try:
        with av.open(str(path)) as container:
            return (container.duration or 0) / av.time_base
    except av.error.FFmpegError:
        return float("inf")  # let the loader say what is wrong with it
