"""Who votes through a link: gives a name, is known by a secret, may be left out."""

from __future__ import annotations

from hmac import compare_digest

from django.db import transaction

from merchant_app.voting.models import LONGEST_NAME, ShareLink, Voter
from merchant_app.voting.problems import VotingProblem
from merchant_app.voting.services.links import hash_of, new_secret

MOST_VOTERS = 30


def voter_join(*, link: ShareLink, name: str, another: bool = False) -> tuple[Voter, str]:
    """A new voter and the secret for their cookie. Raises VotingProblem.

    Where somebody of this playlist has the name, it is asked whether this is the same person
    (name_taken), whose votes would count twice; for `another` it gets a number: "Anna 2".
    """
    wanted = _plain(name)
    if not wanted:
        raise VotingProblem("name_missing")
    if len(wanted) > LONGEST_NAME:
        raise VotingProblem("name_too_long", limit=LONGEST_NAME)
    with transaction.atomic():
        locked = ShareLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        if not locked.live:
            raise VotingProblem("link_ended")
        if locked.voters.count() >= MOST_VOTERS:
            raise VotingProblem("too_many_voters", limit=MOST_VOTERS)
        free = _free_name(locked, wanted)
        if free != wanted and not another:
            raise VotingProblem("name_taken", name=wanted)
        secret = new_secret()
        voter = Voter.objects.create(link=locked, name=free, secret_hash=hash_of(secret))
    return voter, secret


def voter_of(link: ShareLink, secret: str) -> Voter | None:
    """Whose cookie this is, among those of this link."""
    digest = hash_of(secret)
    voter = Voter.objects.filter(link=link, secret_hash=digest).first()
    return voter if voter is not None and compare_digest(voter.secret_hash, digest) else None


def voter_switch(*, voter: Voter, counts: bool) -> None:
    """Let a person's votes teach the next round, or leave them out."""
    Voter.objects.filter(pk=voter.pk).update(counts=counts)


def _plain(name: str) -> str:
    """On one line, without signs that cannot be seen and could turn the page's text around."""
    spaced = " ".join(name.split())
    return "".join(letter for letter in spaced if letter.isprintable()).strip()


def _free_name(link: ShareLink, wanted: str) -> str:
    taken = {
        name.casefold()
        for name in Voter.objects.filter(link__playlist=link.playlist_id).values_list(
            "name", flat=True
        )
    }
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        ending = f" {number}"
        name = wanted[: LONGEST_NAME - len(ending)] + ending
    return name
