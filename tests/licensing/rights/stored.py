"""Writes generated facts into the database, so that the set query sees what the decision saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import count

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from licensing.rights.rules import GrantFacts, TrackFacts
from licensing.works.models import RecordedWork, Share, Work
from tests.licensing.rows import active_grant, analysed_asset, analysed_track

_numbers = count(1)
#: Each grant of a generated track gets the next of these scopes; both cases of letters occur.
_SCOPES = ("tracks", "label", "release", "icpn", "tracks", "catalogue")


def stored(facts: TrackFacts, scopes: Iterator[str] | None = None) -> Track:
    """A track with its grants, in scopes that hold no other generated track.

    Grants of the catalogue and of shares do reach the other tracks: the property compares what is
    stored, not these facts.
    """
    number = next(_numbers)
    asset = None
    if facts.has_audio:
        asset = analysed_asset()
        if not facts.analysed:
            asset.profile = None
            asset.save()
    track = analysed_track(
        asset=asset,
        withdrawn=facts.withdrawn,
        merged_into=analysed_track() if facts.merged else None,
        quality_hold=facts.quality_hold,
        label=f"Läbel {number}",
        release=f"Rélease {number}",
        release_icpn=f"{number:013d}",
    )
    kinds = scopes or iter(_SCOPES * 2)
    for grant in facts.grants:
        kind = next(kinds)
        scope = {
            "tracks": {},
            "catalogue": {"scope_kind": Grant.Scope.CATALOGUE},
            "label": {"scope_kind": Grant.Scope.LABEL, "scope_value": track.label.upper()},
            "release": {"scope_kind": Grant.Scope.RELEASE, "scope_value": track.release.lower()},
            "icpn": {"scope_kind": Grant.Scope.RELEASE, "scope_value": track.release_icpn},
        }[kind]
        active_grant(*([track] if kind == "tracks" else []), **terms(grant), **scope)
    for generated in facts.works:
        work = Work.objects.create(title=generated.title)
        RecordedWork.objects.create(track=track, work=work)
        for share in generated.shares:
            row = Share.objects.create(
                work=work, name=share.name, percent=share.percent, society=share.society,
                ipi=f"{next(_numbers):011d}",
            )  # fmt: skip
            for position, grant in enumerate(share.grants):
                kind, value = (
                    ("society", share.society.lower()),
                    ("publisher", share.name.upper()),
                    ("publisher", row.ipi),
                )[(position + row.pk) % 3]
                active_grant(scope_kind=kind, scope_value=value, **terms(grant))
    return track


def terms(grant: GrantFacts) -> dict[str, object]:
    """The columns of a generated grant."""
    found = asdict(grant)
    del found["id"]
    found["max_floor_area_m2"] = found.pop("max_floor_area")
    for name in ("rights", "territories_in", "territories_out", "premises"):
        found[name] = list(found[name])
    return found
