"""``search``: what in an analysed catalogue fits words, photos and songs."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from matching.audio.analyse import analyse_file
from matching.audio.errors import AudioProblem
from matching.cli.audio_files import NOT_THERE
from matching.cli.numbers import positive
from matching.encoders.registry import audio_encoder
from matching.index.columns import Columns, SnapshotProblem
from matching.index.profiles import profile_columns
from matching.index.snapshot import Snapshot
from matching.profile.analyser import style_space
from matching.profile.folder import FolderProblem, ProfileFolder
from matching.retrieval.compose import compose
from matching.retrieval.query import Seed
from matching.retrieval.recommend import recommend
from matching.retrieval.wording import say_reasons
from matching.semantics.photos import PhotoProblem, understand_photo
from matching.semantics.understanding import Understanding
from matching.semantics.words import understand_words
from matching.semantics.words_in_audio import audio_words_of, with_direction


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("search", help="find tracks by words, photos and songs")
    parser.add_argument("--catalogue", required=True, type=Path, help="folder made by analyse")
    parser.add_argument("--text", action="append", default=[], help="a description; repeatable")
    parser.add_argument("--photo", action="append", default=[], type=Path)
    parser.add_argument("--audio", action="append", default=[], type=Path)
    parser.add_argument("--allow", action="append", default=[], metavar="ID", help="only these")
    parser.add_argument("--top", type=positive, default=20, help="how many (default: 20)")
    parser.add_argument("--language", choices=("en", "zh"), default="en")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=partial(run, parser))


def run(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    """Prints the best tracks with reasons; inputs that cannot be used are reported."""
    if not (arguments.text or arguments.photo or arguments.audio):
        parser.error("say what to search for: --text, --photo or --audio")
    try:
        paths, columns, analyser = _catalogue(arguments.catalogue)
    except FolderProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    for path in sorted(set(arguments.allow) - set(paths)):
        print(f"{path} is not in the catalogue.", file=sys.stderr)
    allowed = [n for n, path in enumerate(paths) if not arguments.allow or path in arguments.allow]
    space = style_space(analyser)
    query = compose(_understandings(arguments, space), _seeds(arguments.audio, space), space=space)
    if query.empty or not allowed:
        why = "There is nothing to go by in what was given."
        print(why if allowed else "No track is left to choose from.", file=sys.stderr)
        if arguments.json:
            print("[]")
        return 1
    snapshot = Snapshot.of(columns, analyser)
    found = recommend(snapshot, query, allowed_ids=allowed, length=arguments.top)
    rows: list[dict[str, Any]] = [
        {
            "path": paths[item.id],
            "score": round(item.score, 6),
            "reasons": say_reasons(item.reasons, arguments.language),
        }
        for item in found.items
    ]
    if arguments.json:
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        for row in rows:
            print(f"{row['score']:.3f}  {row['path']}\n       {'; '.join(row['reasons'])}")
    return 0


def _catalogue(folder: Path) -> tuple[list[str], Columns, str]:
    """The paths that ``analyse`` was given, their columns in this order, and the analyser.

    Raises FolderProblem when the folder cannot be searched.
    """
    if not folder.is_dir():
        raise FolderProblem(f"There is no folder {folder}.")
    paths, profiles = [], []
    for path, profile in ProfileFolder(folder).profiles():
        paths.append(path)
        profiles.append(profile)
    if not paths:
        raise FolderProblem(f"{folder} holds no analysed tracks; analyse makes such a folder.")
    try:
        columns, analyser = profile_columns(range(len(paths)), profiles, [0] * len(paths))
    except SnapshotProblem as problem:
        raise FolderProblem(f"{folder}: {problem}. Run analyse again.") from problem
    return paths, columns, analyser


def _understandings(arguments: argparse.Namespace, space: str) -> list[Understanding]:
    doors = audio_words_of(space) if arguments.text else []
    found = [with_direction(understand_words(text), text, doors) for text in arguments.text]
    for path in arguments.photo:
        try:
            found.append(understand_photo(path))
        except PhotoProblem as problem:
            print(f"{path}: {problem.say(arguments.language)}", file=sys.stderr)
    for understood in found:
        for trouble in understood.problems:
            print(trouble.say(arguments.language), file=sys.stderr)
    return found


def _seeds(paths: list[Path], space: str) -> list[Seed]:
    """The songs that can be compared with tracks of this style space; the others are said."""
    seeds = []
    for path in paths:
        if not path.exists():
            print(f"{path}: {NOT_THERE}", file=sys.stderr)
            continue
        try:
            profile = analyse_file(path, audio_encoder())
        except AudioProblem as problem:
            print(f"{path}: {problem}", file=sys.stderr)
            continue
        if style_space(profile.analyser) != space:
            print(
                f"{path}: this catalogue was analysed with another audio model ({space}) than the "
                "one that is set, so songs cannot be compared with it. Set MATCHING_AUDIO_MODEL "
                "as it was, or run analyse again.",
                file=sys.stderr,
            )
            continue
        seeds.append(Seed.heard(path.stem, profile))
    return seeds
