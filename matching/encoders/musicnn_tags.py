"""The 100 tags that MusiCNN predicts, in the order of its outputs.

Names follow the original label lists (Pons and Serra, "musicnn: pre-trained convolutional neural
networks for music audio tagging", 2019).  Eight words occur in both lists; the MagnaTagATune one
then carries the prefix ``mtt:``, so that every entry of ``TAGS`` is unique.
"""

from __future__ import annotations

# Million Song Dataset (Last.fm tags): genre, mood, era.
MSD_TAGS: tuple[str, ...] = (
    "rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s",
    "alternative rock", "jazz", "beautiful", "metal", "chillout", "male vocalists",
    "classic rock", "soul", "indie rock", "Mellow", "electronica", "80s", "folk", "90s", "chill",
    "instrumental", "punk", "oldies", "blues", "hard rock", "ambient", "acoustic",
    "experimental", "female vocalist", "guitar", "Hip-Hop", "70s", "party", "country",
    "easy listening", "sexy", "catchy", "funk", "electro", "heavy metal", "Progressive rock",
    "60s", "rnb", "indie pop", "sad", "House", "happy",
)  # fmt: skip

# MagnaTagATune: instruments, voice, pace.
MTT_TAGS: tuple[str, ...] = (
    "guitar", "classical", "slow", "techno", "strings", "drums", "electronic", "rock", "fast",
    "piano", "ambient", "beat", "violin", "vocal", "synth", "female", "indian", "opera", "male",
    "singing", "vocals", "no vocals", "harpsichord", "loud", "quiet", "flute", "woman",
    "male vocal", "no vocal", "pop", "soft", "sitar", "solo", "man", "classic", "choir", "voice",
    "new age", "dance", "male voice", "female vocal", "beats", "harp", "cello", "no voice",
    "weird", "country", "metal", "female voice", "choral",
)  # fmt: skip

MTT_PREFIX = "mtt:"

TAGS: tuple[str, ...] = MSD_TAGS + tuple(
    MTT_PREFIX + tag if tag in MSD_TAGS else tag for tag in MTT_TAGS
)
TAG_INDEX: dict[str, int] = {tag: position for position, tag in enumerate(TAGS)}


def plain_tag(tag: str) -> str:
    """The word of a tag without the prefix that tells the two lists apart."""
    return tag.removeprefix(MTT_PREFIX)
