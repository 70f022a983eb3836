"""Made-up content for the style guide: long names, both languages, every state."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone


class SampleForm(forms.Form):
    """One field of each kind; bound with mistakes so that errors can be seen."""

    name = forms.CharField(
        label="Name of the shop", help_text="As your customers know it.", max_length=40
    )
    kind = forms.ChoiceField(
        label="Kind of premises", choices=[("cafe", "Café"), ("tea_house", "茶馆"), ("spa", "Spa")]
    )
    area = forms.IntegerField(
        label="Floor area",
        required=False,
        min_value=1,
        help_text="Square metres open to customers.",
    )
    note = forms.CharField(label="Words", widget=forms.Textarea, required=False)
    explicit = forms.ChoiceField(
        label="Explicit words",
        widget=forms.RadioSelect,
        choices=[("block", "Never"), ("allow_unknown", "Allow unknown"), ("allow", "Allow")],
        initial="block",
    )
    offline = forms.BooleanField(label="The player may store music", required=False)


def sample_peaks(seed: int) -> bytes:
    """400 peaks that look like a song: (400,) bytes, deterministic in `seed`."""
    return bytes(
        int(
            60
            + 80 * abs(math.sin(n / (37 + seed * 5)))
            + 90 * abs(math.sin(n * (1.7 + seed / 9)) * math.cos(n / 11))
        )
        for n in range(400)
    )


def sample_tracks() -> list[dict[str, Any]]:
    """Rows with every badge, a long name in each language and one that cannot be heard."""
    names = [
        ("Slow Boat", "Artist A", "kept", "", "accept"),
        ("Night Ferry", "Artist B", "playing", "", None),
        (
            "An Unreasonably Long Title for a Quiet Evening in the Old Harbour, Second Version",
            "The Orchestra of Everybody Who Ever Lived in This Street",
            "a guess",
            "warn",
            None,
        ),
        ("春江花月夜（古筝独奏，二〇二四年重新录制的完整版本）", "茶语乐团", "", "", "reject"),
        ("Low Tide", "", "not cleared", "no", None),
    ]
    return [
        {
            "number": place + 1,
            "id": 100 + place,
            "title": title,
            "artist": artist,
            "duration_s": 142.0 + place * 61,
            "src": "" if place == 4 else f"/media/sample/{place}.mp3",
            "facets": {
                "key": place * 3 % 12,
                "mode": place % 2,
                "energy": place / 4,
                "brightness": 0.2 + place / 6,
                "acoustic": 1 - place / 4,
                "vocal": place % 2,
                "onset_rate": 1 + place,
            },
            "peaks": sample_peaks(place),
            "badge": badge,
            "tone": tone,
            "verdict": verdict,
            "now": place == 1,
            "why": "Solo piano, slow (72 BPM), no vocals, as calm as the four tracks you kept."
            if place < 3
            else "",
            "substitute_for": "Your second song" if place == 1 else "",
        }
        for place, (title, artist, badge, tone, verdict) in enumerate(names)
    ]


def sample_context() -> dict[str, Any]:
    """Everything `templates/ui/styleguide.html` draws."""
    now = timezone.now()
    return {
        "tracks": sample_tracks(),
        "peaks": sample_peaks(2),
        "energy": [
            0.2,
            0.25,
            0.3,
            0.45,
            0.6,
            0.78,
            0.85,
            0.7,
            0.55,
            0.5,
            0.65,
            0.8,
            0.9,
            0.75,
            0.4,
        ],
        "form": SampleForm(),
        "wrong_form": SampleForm({"name": "", "kind": "moon", "area": "-4"}),
        "page_obj": Paginator(range(1, 481), 20).get_page(5),
        "moments": [now - timedelta(minutes=5), now - timedelta(days=2), now + timedelta(hours=3)],
        "crumbs": [{"label": "Catalogue", "url": "#"}, {"label": "Night Ferry", "url": ""}],
        "tabs": [
            {"label": "Tracks", "url": "#tabs", "current": True, "count": 20},
            {"label": "Versions", "url": "#tabs", "current": False, "count": 3},
            {"label": "On air", "url": "#tabs", "current": False, "count": ""},
        ],
        "reasons": [
            "The recording is released under CC0 by its maker.",
            "Public performance in cafés is included, worldwide.",
            "Valid until further notice; evidence: licence file of 3 May 2024.",
        ],
        "covers": [
            {"key": key, "mode": key % 2, "energy": key / 11, "brightness": (key * 5 % 12) / 11}
            | {"acoustic": (key * 7 % 12) / 11, "vocal": key % 3 / 2, "onset_rate": key / 2}
            for key in range(12)
        ],
        "table": [
            ("Night Ferry", "Artist B", "3:42", "CC0", "yes", "Cleared"),
            (
                "春江花月夜（古筝独奏）",
                "茶语乐团",
                "5:10",
                "CC BY-SA 4.0",
                "warn",
                "Ends in 9 days",
            ),
            (
                "A Very Long Title That Has to Wrap Somewhere",
                "Artist D",
                "2:58",
                "–",
                "no",
                "No grant",
            ),
        ],
    }
