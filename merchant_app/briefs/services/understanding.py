"""What a worker does with one input: reads it, and writes down what it understood."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from matching.audio.errors import AudioProblem
from matching.semantics.photos import PhotoProblem, understand_photo
from matching.semantics.understanding import Understanding
from matching.semantics.words import understand_words
from merchant_app.briefs.lookup import CatalogueNames
from merchant_app.briefs.models import BriefInput, Seed
from merchant_app.briefs.playlist_formats import UnreadableList, read_playlist
from merchant_app.briefs.problems import problem
from merchant_app.media.local import local_copy
from merchant_app.music import listen

MAX_SEEDS = 500

Problems = list[dict[str, Any]]


def input_understand(item: BriefInput) -> None:
    """Read one input and store what was understood. Done twice, it gives the same."""
    if item.status in (BriefInput.Status.READY, BriefInput.Status.FAILED):
        return
    BriefInput.objects.filter(pk=item.pk).update(status=BriefInput.Status.WORKING)
    _READERS[item.kind](item)


def _words(item: BriefInput) -> None:
    _understood(item, understand_words(item.text))


def _photo(item: BriefInput) -> None:
    try:
        with local_copy(item.file) as path:
            understanding = understand_photo(path)
    except FileNotFoundError:
        _finish(item, failed=True, problems=[problem("seed_file_gone")])
    except PhotoProblem as error:
        _finish(item, failed=True, problems=[_said(error)])
    else:
        _understood(item, understanding)


def _audio(item: BriefInput) -> None:
    seed = Seed(
        brief=item.brief, input=item, name=Path(item.original_name).stem or item.original_name
    )
    problems: Problems = []
    try:
        with local_copy(item.file) as path:
            heard = listen(path, sha256=item.sha256)
    except FileNotFoundError:
        problems = [problem("seed_file_gone")]
    except AudioProblem as error:
        problems = [_said(error)]
    if problems:
        seed.outcome, seed.problem = Seed.Outcome.FAILED, problems[0]
        _finish(item, failed=True, problems=problems, seeds=[seed])
        return
    seed.profile = heard.profile
    seed.track_id = heard.track_id
    seed.outcome = Seed.Outcome.RECOGNISED if heard.track_id else Seed.Outcome.ANALYSED
    _finish(item, problems=heard.warnings, seeds=[seed])


def _playlist(item: BriefInput) -> None:
    try:
        if item.file:
            with item.file.open("rb") as stored:
                entries = read_playlist(stored.read(), name=item.original_name)
        else:
            entries = read_playlist(item.text.encode())
    except FileNotFoundError:
        _finish(item, failed=True, problems=[problem("seed_file_gone")])
        return
    except UnreadableList as error:
        _finish(item, failed=True, problems=[problem(f"list_{error.code}")])
        return
    problems = []
    if len(entries) > MAX_SEEDS:
        problems.append(problem("list_cut", total=len(entries), used=MAX_SEEDS))
    names = CatalogueNames()
    seeds = []
    for position, entry in enumerate(entries[:MAX_SEEDS]):
        track_id = names.find(entry)
        seeds.append(
            Seed(
                brief=item.brief,
                input=item,
                position=position,
                name=entry.name[:500],
                artist=entry.artist,
                title=entry.title,
                track_id=track_id,
                outcome=Seed.Outcome.RECOGNISED if track_id else Seed.Outcome.NOT_FOUND,
                problem={} if track_id else problem("seed_not_found"),
            )
        )
    _finish(item, problems=problems, seeds=seeds)


_READERS: dict[str, Callable[[BriefInput], None]] = {
    BriefInput.Kind.WORDS: _words,
    BriefInput.Kind.PHOTO: _photo,
    BriefInput.Kind.AUDIO: _audio,
    BriefInput.Kind.PLAYLIST: _playlist,
}


def _understood(item: BriefInput, understanding: Understanding) -> None:
    _finish(
        item,
        failed=understanding.confidence <= 0,
        problems=[_said(each) for each in understanding.problems],
        understanding=understanding.to_json(),
    )


def _said(error: Any) -> dict[str, Any]:
    """A problem of the matching core, with its sentence in both languages."""
    return {
        "code": error.code,
        "params": dict(getattr(error, "params", {}) or {}),
        "en": error.say("en"),
        "zh": error.say("zh"),
    }


def _finish(
    item: BriefInput,
    *,
    failed: bool = False,
    problems: Problems,
    seeds: list[Seed] | None = None,
    understanding: dict[str, Any] | None = None,
) -> None:
    with transaction.atomic():
        current = BriefInput.objects.select_for_update().filter(pk=item.pk).first()
        if current is None:  # taken out of the draft meanwhile
            return
        current.seeds.all().delete()
        Seed.objects.bulk_create(seeds or [])
        current.status = BriefInput.Status.FAILED if failed else BriefInput.Status.READY
        current.problems = problems
        current.understanding = understanding
        current.save(update_fields=["status", "problems", "understanding"])
    item.refresh_from_db()


def input_gave_up(item: BriefInput, *, code: str) -> None:
    """Mark an input whose job ended without a result."""
    _finish(item, failed=True, problems=[problem(code)])
