"""Tracks that only another analyser has heard: they are heard again, so that they can be found.

There are some after a switch (uploaded at its last moment), and after going back to an analyser
that never heard what came since.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from licensing.catalogue.models import Track
from licensing.catalogue.services import ANALYSE, TARGET, track_reanalyse
from matching.changes.selectors import open_change
from matching.jobs.models import Job
from matching.models import ModelChange, Profile
from matching.selectors import comparable_analysers, live_version

AT_ONCE = 100


def leftovers_analyse() -> int:
    """Send such tracks to be analysed, some at a time; returns how many.

    Each once after a switch. While a change is being prepared, they are part of that.
    """
    live = live_version()
    last = ModelChange.objects.filter(state=ModelChange.State.DONE).order_by("-finished_at").first()
    if live is None or last is None or last.finished_at is None or open_change() is not None:
        return 0
    own = Profile.objects.filter(
        sha256=OuterRef("asset__sha256"), analyser__in=comparable_analysers(live.analyser)
    )
    tried = Job.objects.filter(kind=ANALYSE, target_type=TARGET, target_id=OuterRef("pk")).filter(
        Q(created_at__gt=last.finished_at)
        | Q(finished_at__gt=last.finished_at)
        | Q(state__in=Job.OPEN)
    )
    left = Track.objects.filter(withdrawn=False, asset__profile__isnull=False)
    found = list(left.exclude(Exists(own)).exclude(Exists(tried)).order_by("pk")[:AT_ONCE])
    for track in found:
        track_reanalyse(track)
    return len(found)
