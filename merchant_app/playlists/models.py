"""Playlists, their versions, and what was said of tracks that leads from one to the next."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from merchant_app.briefs.models import Brief, Seed
from merchant_app.stores.models import Store


class Playlist(models.Model):
    """A list of cleared tracks for one store, refined in rounds."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="playlists")
    brief = models.ForeignKey(
        Brief, null=True, blank=True, on_delete=models.SET_NULL, related_name="playlists"
    )
    name = models.CharField(_("name"), max_length=150)
    length = models.PositiveSmallIntegerField(_("number of tracks"), default=20)
    #: `matching.retrieval.query.Query.to_json()`: what the brief asks for.
    query = models.JSONField(default=dict)
    version_number = models.PositiveIntegerField(default=0)
    #: What the store or its siblings taught before, as it stood when the playlist was made.
    carried = models.JSONField(default=dict, blank=True)
    carries_over = models.BooleanField(_("start from what was taught before"), default=True)
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="split_into"
    )
    #: How many verdicts there were when its owner last said that two tastes are to stay one list.
    one_list_at = models.PositiveIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("playlist")
        verbose_name_plural = _("playlists")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["brief"], name="one_playlist_per_brief"),
        ]

    def __str__(self) -> str:
        return self.name


class PlaylistVersion(models.Model):
    """One state of a playlist. Versions are kept; the newest is the current one."""

    class Origin(models.TextChoices):
        MATCH = "match", _("first match")
        FEEDBACK = "feedback", _("your feedback")
        WISH = "wish", _("a changed wish")
        RESTORE = "restore", _("restored")
        REFILL = "refill", _("refilled")
        COPY = "copy", _("copied")
        RIGHTS = "rights", _("tracks without a right replaced")
        UNDO = "undo", pgettext_lazy("version", "taken back")
        SPLIT = "split", _("split off")

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=10, choices=Origin)
    restored_from = models.PositiveIntegerField(null=True, blank=True)
    #: [`matching.intent.state.Wish` as JSON]: what was understood, and what the owner set.
    wishes = models.JSONField(default=list)
    considered = models.PositiveIntegerField(default=0)
    #: `matching.intent.sureness.Sureness` as JSON; null before any verdict.
    sureness = models.JSONField(null=True, blank=True)
    #: Places left empty because nothing above the store's interest boundary was left.
    held_back = models.PositiveIntegerField(default=0)
    #: [`matching.intent.boundary.Widening` as JSON]: what would fill them.
    widen = models.JSONField(default=list, blank=True)
    #: `matching.intent.splitting.Split` as JSON, when the verdicts speak of two tastes.
    split = models.JSONField(null=True, blank=True)
    #: Which models and which catalogue made it: {"analyser", "snapshot", "learner"}.
    made_with = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["playlist", "number"], name="version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.playlist_id}/{self.number}"


class PlaylistItem(models.Model):
    """A track at its place in a version, and why it is there."""

    version = models.ForeignKey(PlaylistVersion, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    track = models.ForeignKey("catalogue.Track", on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(default=0)
    #: [`matching.retrieval.recommend.Reason` as JSON]
    reasons = models.JSONField(default=list)
    guess = models.BooleanField(default=False)
    kept = models.BooleanField(default=False)
    #: How likely the owner accepts it, 0..1; null before anything was learned.
    chance = models.FloatField(null=True, blank=True)
    #: The probability with which it got a place in this version; 1 on merit.
    shown_with = models.FloatField(default=1.0)
    #: The track whose place it took when that one lost its right.
    replaces = models.ForeignKey(
        "catalogue.Track", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    substitute_for = models.ForeignKey(
        Seed, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "track"], name="track_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.track_id}"


class Verdict(models.Model):
    """What somebody said of a track, with what they were shown. Each person's newest one counts."""

    class Kind(models.TextChoices):
        ACCEPT = "accept", _("accepted")
        REJECT = "reject", _("rejected")
        SKIP = "skip", pgettext_lazy("verdict", "skipped")
        MORE = "more", _("more like this")
        LESS = "less", _("less like this")

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="verdicts")
    version_number = models.PositiveIntegerField()
    track = models.ForeignKey("catalogue.Track", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    #: Names a click, so that a repeated request stores it once; empty for older ones.
    click = models.CharField(max_length=64, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: A colleague who votes through a shared link; their verdicts teach but decide nothing.
    voter = models.ForeignKey(
        "voting.Voter", null=True, blank=True, on_delete=models.CASCADE, related_name="verdicts"
    )
    # What was on the page, for training and judging later models off-policy.
    brief_number = models.PositiveBigIntegerField(null=True, blank=True)
    round_number = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField(null=True, blank=True)
    guess = models.BooleanField(default=False)
    chance = models.FloatField(null=True, blank=True)
    shown_with = models.FloatField(null=True, blank=True)
    heard_ms = models.PositiveIntegerField(null=True, blank=True)
    made_with = models.JSONField(default=dict, blank=True)
    #: When it was taken back; it counts no more.
    undone_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["playlist", "click"],
                condition=~models.Q(click=""),
                name="click_once_per_playlist",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.track_id}"


class Hearing(models.Model):
    """Two versions compared by ear by one person: the pairs, and what was chosen so far.

    It is kept with every answer, so that a reload or another device goes on. It decides nothing.
    """

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="hearings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: The numbers of the earlier and the later version.
    earlier = models.PositiveIntegerField()
    later = models.PositiveIntegerField()
    #: [[track id, track id]] in the order in which they are heard.
    pairs = models.JSONField(default=list)
    #: One id of each pair answered, or 0 for no difference.
    chosen = models.JSONField(default=list)
    #: When the last pair was answered; the next comparison of the two is another one.
    finished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("comparison by ear")
        verbose_name_plural = _("comparisons by ear")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["playlist", "user", "earlier", "later"],
                condition=models.Q(finished_at=None),
                name="one_hearing_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.playlist_id}: {self.earlier}, {self.later}"


class Forgetting(models.Model):
    """On record: an owner had history forgotten. Not what it said, nor whose it was."""

    class Kind(models.TextChoices):
        PLAYLIST = "playlist", _("one playlist")
        STORE = "store", _("one store")
        PERSON = "person", _("one person")
        VOTER = "voter", _("one voter")
        ORGANISATION = "organisation", _("the whole organisation")

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, related_name="forgettings"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: How many verdicts went.
    verdicts = models.PositiveIntegerField()
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("forgotten history")
        verbose_name_plural = _("forgotten histories")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at:%Y-%m-%d %H:%M}"


class IdempotencyKey(models.Model):
    """The answer once given to a request that may be sent again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    version = models.ForeignKey(PlaylistVersion, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return self.key
