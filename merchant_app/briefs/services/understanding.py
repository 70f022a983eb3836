"""What a worker does with one input: reads it, and writes down what it understood."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from licensing.catalogue.files import local_path
from licensing.rights.premises import Premises
from matching.audio.errors import AudioProblem
from matching.changes.words import live_audio_words
from matching.semantics.photos import PhotoProblem, understand_photo
from matching.semantics.understanding import Understanding
from matching.semantics.words import understand_words
from matching.semantics.words_in_audio import with_direction
from merchant_app.briefs.by_name.facts import SongFacts
from merchant_app.briefs.by_name.lookup import facts_by_name
from merchant_app.briefs.lookup import CatalogueNames
from merchant_app.briefs.models import BriefInput, Seed
from merchant_app.briefs.playlist_formats import Entry, UnreadableList, read_playlist
from merchant_app.briefs.problems import problem
from merchant_app.briefs.services.outcomes import Problems, input_settle
from merchant_app.media.thumbnails import thumbnail_delete, thumbnail_write
from merchant_app.music import listen

MAX_SEEDS = 500
#: Kinds of premises that say something about the music, as `understand_words` reads them.
_KINDS: dict[str, str] = {
    Premises.CAFE: "café",
    Premises.TEA_HOUSE: "tea house",
    Premises.RESTAURANT: "restaurant",
    Premises.BAR: "cocktail bar",
    Premises.HOTEL: "hotel lobby",
    Premises.FASHION: "fashion boutique",
    Premises.GROCERY: "supermarket",
    Premises.BOOKSHOP: "bookshop",
    Premises.SALON: "hair salon",
    Premises.SPA: "spa",
    Premises.GYM: "gym",
    Premises.CLINIC: "clinic",
    Premises.OFFICE: "office",
    Premises.GALLERY: "art gallery",
}


def input_understand(item: BriefInput) -> None:
    """Read one input, if it still waits, and store what was understood.

    Two workers may read the same one (its own job, and the match that needs it): the first
    result counts.
    """
    waits = BriefInput.objects.filter(pk=item.pk, status__in=BriefInput.OPEN)
    if waits.update(status=BriefInput.Status.WORKING):
        _READERS[item.kind](item)


def _words(item: BriefInput) -> None:
    understood = understand_words(item.text, place=_KINDS.get(item.brief.store.premises_type, ""))
    _understood(item, with_direction(understood, item.text, live_audio_words()))


def _photo(item: BriefInput) -> None:
    try:
        with local_path(item.file) as path:
            understanding = understand_photo(path)
            thumbnail_write(item.file.name or "", path)
    except FileNotFoundError:
        input_settle(item, failed=True, problems=[problem("seed_file_gone")])
    except PhotoProblem as error:
        input_settle(item, failed=True, problems=[_said(error)])
    else:
        _understood(item, understanding)
    # Taken away while it was read: whoever did so found no small picture to delete.
    if not BriefInput.objects.filter(pk=item.pk).exclude(file="").exists():
        thumbnail_delete(item.file.name or "")


def _audio(item: BriefInput) -> None:
    seed = Seed(
        brief=item.brief, input=item, name=Path(item.original_name).stem or item.original_name
    )
    problems: Problems = []
    try:
        with local_path(item.file) as path:
            heard = listen(path, sha256=item.sha256)
    except FileNotFoundError:
        problems = [problem("seed_file_gone")]
    except AudioProblem as error:
        problems = [_said(error)]
    if problems:
        seed.outcome, seed.problem = Seed.Outcome.FAILED, problems[0]
        input_settle(item, failed=True, problems=problems, seeds=[seed])
        return
    seed.profile = heard.profile
    seed.track_id = heard.track_id
    seed.outcome = Seed.Outcome.RECOGNISED if heard.track_id else Seed.Outcome.ANALYSED
    input_settle(item, problems=heard.warnings, seeds=[seed])


def _playlist(item: BriefInput) -> None:
    try:
        if item.file:
            with item.file.open("rb") as stored:
                entries = read_playlist(stored.read(), name=item.original_name)
        else:
            entries = read_playlist(item.text.encode())
    except FileNotFoundError:
        input_settle(item, failed=True, problems=[problem("seed_file_gone")])
        return
    except UnreadableList as error:
        input_settle(item, failed=True, problems=[problem(f"list_{error.code}")])
        return
    problems = []
    if len(entries) > MAX_SEEDS:
        problems.append(problem("list_cut", total=len(entries), used=MAX_SEEDS))
    entries = entries[:MAX_SEEDS]
    names = CatalogueNames()
    tracks = [names.find(entry) for entry in entries]
    named = facts_by_name([e for e, track in zip(entries, tracks, strict=True) if track is None])
    seeds = [
        _seed(item, position, entry, track, None if track else named.facts.get(entry))
        for position, (entry, track) in enumerate(zip(entries, tracks, strict=True))
    ]
    useless = all(seed.outcome == Seed.Outcome.NOT_FOUND for seed in seeds)
    if useless:
        problems = [problem("list_unknown", total=len(entries))]
    if named.unavailable:
        problems.append(problem("lookup_unavailable"))
    input_settle(item, failed=useless, problems=problems, seeds=seeds)


def _seed(
    item: BriefInput, position: int, entry: Entry, track_id: int | None, facts: SongFacts | None
) -> Seed:
    seed = Seed(
        brief=item.brief,
        input=item,
        position=position,
        name=entry.name[:500],
        artist=entry.artist,
        title=entry.title,
        track_id=track_id,
        outcome=Seed.Outcome.RECOGNISED,
    )
    if track_id is None and facts is not None:
        seed.outcome, seed.facts = Seed.Outcome.NAMED, facts.to_json()
        seed.problem = (
            problem("seed_named_artist", artist=facts.artist)
            if facts.tracks
            else problem("seed_named_facts", facts=facts.words())
        )
    elif track_id is None:
        seed.outcome, seed.problem = Seed.Outcome.NOT_FOUND, problem("seed_not_found")
    return seed


_READERS: dict[str, Callable[[BriefInput], None]] = {
    BriefInput.Kind.WORDS: _words,
    BriefInput.Kind.PHOTO: _photo,
    BriefInput.Kind.AUDIO: _audio,
    BriefInput.Kind.PLAYLIST: _playlist,
}


def _understood(item: BriefInput, understanding: Understanding) -> None:
    failed = understanding.confidence <= 0
    problems = [_said(each) for each in understanding.problems]
    input_settle(
        item,
        failed=failed,
        problems=problems or ([problem("nothing_understood")] if failed else []),
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
