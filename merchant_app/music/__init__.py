"""Where the three parts meet: rights say what may play, matching says what fits.

Match, feedback, refill, publish and play all go through here: ask `licensing` for the cleared
ids of a store, hand them to `matching` with the brief or the feedback, return values to store.
Nothing here loads a model; `listen` does, and only workers call it.
"""

from merchant_app.music.allowed import (
    Ids,
    cleared_ids,
    nothing_cleared,
    use_for,
    uses_for,
    wanted_ids,
)
from merchant_app.music.listening import Heard, listen
from merchant_app.music.reaching import forbidden_ids, taught_in_words, tracks_within
from merchant_app.music.rounds import (
    Match,
    default_length,
    made_with,
    match,
    next_round,
    on_air_order,
    query_now,
)

__all__ = [
    "Heard",
    "Ids",
    "Match",
    "cleared_ids",
    "default_length",
    "forbidden_ids",
    "listen",
    "made_with",
    "match",
    "next_round",
    "nothing_cleared",
    "on_air_order",
    "query_now",
    "taught_in_words",
    "tracks_within",
    "use_for",
    "uses_for",
    "wanted_ids",
]
