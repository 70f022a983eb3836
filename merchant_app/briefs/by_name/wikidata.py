"""Looking a song up in Wikidata (CC0): genre, year, language of the words.

Off unless an operator switches it on. One request at a time, with a pause between them, a
User-Agent that says who asks (https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy), and
`maxlag` so that a busy server is left alone (https://www.mediawiki.org/wiki/API:Etiquette).
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import requests
from rapidfuzz import fuzz

from merchant_app.briefs.by_name.facts import SongFacts
from merchant_app.briefs.lookup import ARTIST_ENOUGH, TITLE_ENOUGH, plain

_TIMEOUT_S = 10.0
_MAX_LAG_S = 5
_MAX_ANSWER_BYTES = 4_000_000
_CANDIDATES = 8
# Properties: performer, genre, publication date, language of work or name, instance of; and of
# languages their ISO 639-1 code.
_PERFORMER, _GENRE, _DATE, _LANGUAGE, _KIND, _ISO = "P175", "P136", "P577", "P407", "P31", "P218"
# Song, single, musical work, musical work/composition, audio track, vocal musical composition.
_MUSIC = frozenset({"Q7366", "Q134556", "Q2188189", "Q105543609", "Q7302866", "Q108352496"})

_one_at_a_time = threading.Lock()
_asked_at = [0.0]  # when this process last asked, by any client


class LookupUnavailable(Exception):
    """Wikidata cannot be asked just now; what names alone tell must do."""


class Wikidata:
    """A polite client for one endpoint, such as https://www.wikidata.org/w/api.php."""

    def __init__(self, endpoint: str, *, agent: str, pause_s: float = 1.0) -> None:
        self._endpoint = endpoint
        self._pause_s = pause_s
        self._session = requests.Session()
        self._session.headers["User-Agent"] = agent

    def song(self, title: str, artist: str) -> SongFacts | None:
        """What is known of a song; None where no song of that name by that artist is found.

        Raises LookupUnavailable.
        """
        found = self._ask(
            action="wbsearchentities", search=title, language="en", uselang="en",
            type="item", limit=str(_CANDIDATES),
        ).get("search", [])  # fmt: skip
        ids = [each["id"] for each in found if _is_title(title, each)]
        if not ids:
            return None
        songs = self._entities(ids)
        music = [each for key in ids if _is_music(each := songs.get(key, {}))]
        performers = self._labels({who for each in music for who in _items(each, _PERFORMER)})
        for each in music:
            names = [performers.get(who, "") for who in _items(each, _PERFORMER)]
            if any(fuzz.token_set_ratio(plain(artist), plain(n)) >= ARTIST_ENOUGH for n in names):
                return self._facts(each, names[0])
        return None

    def _facts(self, song: Mapping[str, Any], performer: str) -> SongFacts:
        genres = _items(song, _GENRE)
        languages = _items(song, _LANGUAGE)
        known = self._entities([*genres, *languages[:1]]) if genres or languages else {}
        codes = [code for each in languages[:1] for code in _values(known.get(each, {}), _ISO)]
        return SongFacts(
            source="wikidata",
            artist=performer,
            genres=tuple(filter(None, (_label(known.get(each, {})) for each in genres)))[:3],
            decade=_decade(_values(song, _DATE)),
            language=str(codes[0]) if codes else "",
        )

    def _labels(self, ids: set[str]) -> dict[str, str]:
        if not ids:
            return {}
        return {key: _label(each) for key, each in self._entities(sorted(ids)).items()}

    def _entities(self, ids: Sequence[str]) -> dict[str, Any]:
        answer = self._ask(
            action="wbgetentities", ids="|".join(ids[:50]), props="labels|claims", languages="en"
        )
        return dict(answer.get("entities", {}))

    def _ask(self, **said: str) -> dict[str, Any]:
        """One request, never two at once in this process, and a pause between two."""
        with _one_at_a_time:
            time.sleep(max(0.0, _asked_at[0] + self._pause_s - time.monotonic()))
            _asked_at[0] = time.monotonic()
            parameters = {**said, "format": "json", "maxlag": str(_MAX_LAG_S)}
            try:
                response = self._session.get(
                    self._endpoint, params=parameters, timeout=_TIMEOUT_S, stream=True
                )
                body = response.raw.read(_MAX_ANSWER_BYTES + 1, decode_content=True)
                if response.status_code != requests.codes.ok or len(body) > _MAX_ANSWER_BYTES:
                    raise LookupUnavailable(f"status {response.status_code}")
                answer = json.loads(body)
            except (requests.RequestException, OSError, ValueError) as error:
                raise LookupUnavailable(str(error)) from error
        if not isinstance(answer, dict) or "error" in answer:
            # Such as "maxlag": the servers are behind and ask to be left alone.
            raise LookupUnavailable(str(answer)[:200])
        return answer


def _is_title(title: str, found: Mapping[str, Any]) -> bool:
    names = [found.get("label", ""), found.get("match", {}).get("text", "")]
    return any(fuzz.ratio(plain(title), plain(name)) >= TITLE_ENOUGH for name in names if name)


def _is_music(entity: Mapping[str, Any]) -> bool:
    return bool(_MUSIC & set(_items(entity, _KIND))) or bool(_items(entity, _PERFORMER))


def _values(entity: Mapping[str, Any], name: str) -> list[Any]:
    """The values of a property, preferred ones first; unknown and none left out."""
    claims = entity.get("claims", {}).get(name, [])
    order = sorted(claims, key=lambda each: each.get("rank") != "preferred")
    snaks = (each.get("mainsnak", {}) for each in order if each.get("rank") != "deprecated")
    return [each["datavalue"]["value"] for each in snaks if "datavalue" in each]


def _items(entity: Mapping[str, Any], name: str) -> list[str]:
    return [value["id"] for value in _values(entity, name) if isinstance(value, dict)]


def _label(entity: Mapping[str, Any]) -> str:
    return str(entity.get("labels", {}).get("en", {}).get("value", ""))


def _decade(dates: Sequence[Any]) -> int | None:
    """The decade of the earliest date, whose form is "+1971-00-00T00:00:00Z"."""
    years = [
        int(value["time"][1:5])
        for value in dates
        if isinstance(value, dict) and str(value.get("time", ""))[1:5].isdecimal()
    ]
    return min(years) // 10 * 10 if years else None
