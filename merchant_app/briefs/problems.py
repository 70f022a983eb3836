"""What can be wrong with a brief, in sentences its owner can act on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop, override

from licensing.problems import CodedProblem

SENTENCES = {
    "brief_empty": gettext_noop("Show at least one thing: a song, a photo or a sentence."),
    "brief_nothing_usable": gettext_noop(
        "None of the things you showed could be used. Each says why; add another one."
    ),
    "brief_not_draft": gettext_noop("This brief was already sent. Duplicate it to change it."),
    "brief_gone": gettext_noop("This brief was deleted meanwhile."),
    "concept_unknown": gettext_noop("This brief did not awake that concept, or not any more."),
    "brief_not_running": gettext_noop(
        "This brief is not being matched, so there is nothing to cancel."
    ),
    "too_many_inputs": gettext_noop(
        "A brief takes at most %(limit)s things. Take one away to add another."
    ),
    "too_many_files": gettext_noop(
        "%(count)s files were not taken, from %(name)s on: a brief takes at most %(limit)s things."
    ),
    "file_too_large": gettext_noop("%(name)s has %(megabytes)s MB; the limit is %(limit)s MB."),
    "file_empty": gettext_noop("%(name)s is empty (0 bytes)."),
    "file_missing": gettext_noop("Choose a file, or paste a list."),
    "words_too_long": gettext_noop(
        "The text has %(characters)s characters; the limit is %(limit)s."
    ),
    "list_empty": gettext_noop("The list is empty."),
    "list_nothing": gettext_noop(
        "No song could be read from this list. One song a line, such as “Artist – Title”, "
        "or a file in M3U, CSV, JSPF or XSPF."
    ),
    "list_unknown": gettext_noop(
        "None of the songs of this list (%(total)s) is in our catalogue, and names alone tell us "
        "nothing. Upload the audio of one of them and we listen."
    ),
    "list_cut": gettext_noop("The list has %(total)s songs; the first %(used)s were used."),
    "list_binary": gettext_noop("This is not a playlist file. Use text, M3U, CSV, JSPF or XSPF."),
    "nothing_understood": gettext_noop(
        "Nothing about music could be made of this. Show something else."
    ),
    "seed_not_found": gettext_noop(
        "Not in our catalogue, and a name alone tells us nothing. Upload the audio and we listen."
    ),
    "seed_named_artist": gettext_noop(
        "Known by name only: %(artist)s’s other songs in our catalogue speak for it. Upload the "
        "audio and we listen to the song itself."
    ),
    "seed_named_facts": gettext_noop(
        "Known by name only: %(facts)s. Upload the audio and we listen to the song itself."
    ),
    "lookup_unavailable": gettext_noop(
        "Songs outside our catalogue could not be looked up just now; the others were used."
    ),
    "upload_in_use": gettext_noop(
        "The file is being read just now. Delete it when the work is done."
    ),
    "seed_file_gone": gettext_noop("The uploaded file is no longer there. Upload it again."),
    "no_cleared_tracks": gettext_noop(
        "No track of the catalogue may be played in this store: %(reasons)s."
    ),
    "few_cleared_tracks": gettext_noop(
        "Only %(count)s tracks may be played in this store, so the playlist is short."
    ),
    "index_empty": gettext_noop("The catalogue is still being analysed. Try again in a minute."),
    "unexpected": gettext_noop("Something went wrong on our side. Your brief is kept; try again."),
    "worker_lost": gettext_noop(
        "The work was interrupted several times. Your brief is kept; try again."
    ),
    "broker_down": gettext_noop(
        "The matching service cannot be reached just now. Your brief is kept and starts by "
        "itself as soon as it can."
    ),
}


def problem(code: str, **params: Any) -> dict[str, Any]:
    """A problem with its sentence in both languages, as pages and API store it."""
    return {
        "code": code,
        "params": params,
        "en": say(code, params, "en"),
        "zh": say(code, params, "zh-hans"),
    }


def say(code: str, params: dict[str, Any], language: str) -> str:
    with override(language):
        return gettext(SENTENCES[code]) % params


class BriefProblem(CodedProblem):
    """A request about a brief that cannot be met, with a code and a sentence."""

    sentences = SENTENCES
