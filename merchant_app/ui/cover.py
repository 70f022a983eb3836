"""Covers drawn from the sound: the same track always looks the same, similar tracks look alike.

What is drawn means something: the key picks the hue (walking the circle of fifths, so related keys
have neighbouring colours), minor is deeper than major, brightness lifts the light, energy adds
arches, the number of onsets adds bars in the doorway, and a voice puts a sun above them.
"""

from __future__ import annotations

from collections.abc import Mapping

NEUTRAL: Mapping[str, float] = {
    "key": 0.0,
    "mode": 1.0,
    "energy": 0.4,
    "brightness": 0.5,
    "acoustic": 0.5,
    "vocal": 0.0,
    "onset_rate": 2.0,
}


def _share(facets: Mapping[str, float], name: str) -> float:
    value = facets.get(name)
    return min(1.0, max(0.0, float(NEUTRAL[name] if value is None else value)))


def cover_shapes(facets: Mapping[str, float] | None) -> dict[str, object]:
    """Colours and shapes of a 64 × 64 cover for a track's facets; a grey doorway without any."""
    known = bool(facets)
    facets = {**NEUTRAL, **{k: v for k, v in (facets or {}).items() if v is not None}}
    hue = round((int(facets["key"]) * 7 % 12) * 30 + 168) % 360
    minor = facets["mode"] < 0.5
    light = 26 + round(_share(facets, "brightness") * 16) - (8 if minor else 0)
    colour = round(16 + (1 - _share(facets, "acoustic")) * 24) if known else 4
    arches = 2 + round(_share(facets, "energy") * 4)
    step = 20 / arches
    rings = []
    for ring in range(arches):
        radius = 24 - ring * step
        shade = light + 7 + ring * 34 / arches
        rings.append(
            {
                "d": f"M{32 - radius:.3g} 64V{34:g}a{radius:.3g} {radius:.3g} 0 0 1 "
                f"{2 * radius:.3g} 0V64",
                "fill": f"hsl({(hue + ring * 9) % 360} {colour}% {shade:.0f}%)",
            }
        )
    bars = 1 + min(4, round(float(facets["onset_rate"]) / 1.5))
    middle = [
        {"x": f"{32 + (bar - (bars - 1) / 2) * 3:.3g}", "y": 64 - (9 if bar % 2 else 13)}
        for bar in range(bars)
    ]
    return {
        "ground": f"hsl({hue} {colour}% {light}%)",
        "rings": rings,
        "bars": middle,
        "ink": f"hsl({hue} {colour}% {max(12, light - 14)}%)",
        "sun": f"hsl({(hue + 40) % 360} {min(80, colour + 30)}% 82%)"
        if _share(facets, "vocal") > 0.5
        else "",
    }
