"""Which fact about a track a part of the score states, so that no row says one thing twice.

"Calm", "a mellow mood" and "as calm as the tracks you kept" are one fact to whoever reads them,
whether the brief asked for it, the verdicts taught it or the owner set it.
"""

from collections.abc import Mapping

_SAID_BY: Mapping[str, tuple[str, ...]] = {
    "pace": ("facet:tempo_bpm", "tag:slow"),
    "energy": ("facet:energy", "tag:mellow"),
    "voice": ("facet:vocal", "tag:vocals", "tag:female voice", "tag:male voice"),
    "sound": ("facet:acoustic", "tag:acoustic", "tag:electronic"),
    "evenness": ("facet:energy_spread", "facet:dynamics_db"),
}
_FACTS = {key: fact for fact, keys in _SAID_BY.items() for key in keys}


def fact_of(key: str) -> str:
    """The fact behind a component's key, whoever brought it into the score."""
    subject = key.removeprefix("learned:").removeprefix("owner:")
    return _FACTS.get(subject, subject)
