"""Stored analyses of audio, the versions of the search index, and the change to other models."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Profile(models.Model):
    """What one analyser heard in one audio file, keyed by the hash of its bytes.

    While a new analyser is being prepared a file has a profile of each; the catalogue and the seeds
    point at that of the live one. `vectors` is `TrackProfile.pack()`; the columns beside it are
    what pages and queries read without unpacking.
    """

    sha256 = models.CharField(max_length=64)
    analyser = models.CharField(max_length=120)
    duration_s = models.FloatField()
    facets = models.JSONField(default=dict)
    vectors = models.BinaryField()
    peaks = models.BinaryField()
    preview_start_s = models.FloatField(default=0)
    loudness_lufs = models.FloatField(null=True)
    true_peak_dbtp = models.FloatField(null=True)
    warnings = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.UniqueConstraint(fields=["sha256", "analyser"], name="profile_once_per_analyser")
        ]
        indexes = [models.Index(fields=["analyser"])]

    def __str__(self) -> str:
        return self.sha256[:12]


class IndexVersion(models.Model):
    """One snapshot of all catalogue profiles of one analyser; the active one is searched.

    `audio_model` is the setting that made the analyser, so that a worker whose setting has changed
    can still hear new songs as this version does; empty: the bundled model.
    """

    number = models.PositiveIntegerField(unique=True)
    folder = models.CharField(max_length=200)
    count = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    analyser = models.CharField(max_length=120, blank=True)
    audio_model = models.CharField(max_length=500, blank=True)
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("index version")
        verbose_name_plural = _("index versions")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} ({self.count})"


class LoadedModel(models.Model):
    """What the workers say of one setting: the model it names, or why that cannot be used.

    A worker writes the row when it starts; the web process and beat, which load no model, read it.
    """

    class Kind(models.TextChoices):
        AUDIO = "audio", _("sound")
        TEXT = "text", _("words")
        IMAGE = "image", _("photos")

    kind = models.CharField(max_length=8, choices=Kind, primary_key=True)
    setting = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=120, blank=True)
    analyser = models.CharField(max_length=120, blank=True)  # of sound only
    dimension = models.PositiveIntegerField(default=0)
    joint = models.BooleanField(default=False)  # whether words share the model's space
    source = models.CharField(max_length=500, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    #: {"en", "zh"}: why the setting cannot be used; empty when it is in use.
    problem = models.JSONField(default=dict, blank=True)
    #: An operator cancelled the change to this analyser, or went back from it.
    declined = models.BooleanField(default=False)
    reported_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("loaded model")
        verbose_name_plural = _("loaded models")

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


class ModelChange(models.Model):
    """The preparation of a new analyser beside the live one."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("being prepared")
        PAUSED = "paused", _("paused")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.PREPARING, State.PAUSED)

    analyser = models.CharField(max_length=120)
    audio_model = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    #: {"en", "zh"}: why it was paused, where nobody pressed the button.
    note = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("change of model")
        verbose_name_plural = _("changes of model")
        constraints = [
            models.UniqueConstraint(
                fields=["analyser"],
                condition=models.Q(state__in=("preparing", "paused")),
                name="one_open_change_per_analyser",
            )
        ]

    def __str__(self) -> str:
        return f"{self.analyser} ({self.state})"


class ChangeFailure(models.Model):
    """One audio file that the new analyser could not hear; it will be missing from its version."""

    change = models.ForeignKey(ModelChange, on_delete=models.CASCADE, related_name="failures")
    sha256 = models.CharField(max_length=64)
    code = models.CharField(max_length=60)
    #: {"en", "zh"}: the reason as a sentence.
    text = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("failed analysis")
        verbose_name_plural = _("failed analyses")
        constraints = [
            models.UniqueConstraint(fields=["change", "sha256"], name="failure_once_per_change")
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}: {self.code}"


class AlignmentHead(models.Model):
    """A head trained from the catalogue's own descriptions, and how it did on held-out tracks.

    The file lies beside the models. Only the newest of its two models counts, and only if it won.
    """

    space = models.CharField(max_length=120)  # style space of the audio model
    text_model = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)  # of the descriptions it was trained from
    file = models.CharField(max_length=200)
    won = models.BooleanField(default=False)
    figures = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("alignment head")
        verbose_name_plural = _("alignment heads")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.text_model} > {self.space}"
