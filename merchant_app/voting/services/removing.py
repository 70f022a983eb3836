"""Removing a link that works no more: it goes, and with it what was said through it."""

from __future__ import annotations

from django.db import transaction

from matching.jobs.models import Job
from merchant_app.accounts.export import KIND, exports_delete
from merchant_app.accounts.models import User
from merchant_app.playlists.models import Forgetting
from merchant_app.playlists.services.forgetting import Scope, history_forget
from merchant_app.playlists.services.versions import lock
from merchant_app.voting.models import ShareLink
from merchant_app.voting.problems import VotingProblem


def link_remove(*, link: ShareLink, user: User) -> int:
    """Delete a link with its voters; how many votes went, those taken back included.

    Votes are forgotten as any history is (`history_forget`): what was learned from them goes, the
    lists stay. Raises VotingProblem link_works for one that still opens.
    """
    organisation = link.playlist.store.organisation
    with transaction.atomic():
        lock(link.playlist)  # first, as whoever votes does
        locked = ShareLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        if locked.live:
            raise VotingProblem("link_works")
        voters = locked.voters.filter(verdicts__isnull=False).distinct()
        forgotten = [
            history_forget(
                organisation=organisation,
                scope=Scope(Forgetting.Kind.VOTER, voter.pk),
                asked_by=user,
            )
            for voter in voters
        ]
        locked.delete()
    if forgotten:  # an export that is still kept would hold them
        exports_delete(Job.objects.filter(kind=KIND, target_id=organisation.pk))
    return sum(each.verdicts for each in forgotten)
