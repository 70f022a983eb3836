"""Analyses the audio of a track in the worker and keeps what was heard."""

from __future__ import annotations

from dataclasses import replace

from licensing.catalogue.files import local_path
from licensing.catalogue.indexing import index_refresh_if_due
from licensing.catalogue.models import AudioAsset, Track
from licensing.catalogue.playable import asset_make_playable
from licensing.quality.inspecting import asset_compare, asset_inspected
from licensing.quality.services import length_state
from matching.audio.errors import UNPLAYABLE, AudioProblem
from matching.jobs.models import Job
from matching.jobs.registry import JobFailed, Report
from matching.services import profile_store


def track_analyse(job: Job, report: Report) -> None:
    """Handler of `analyse_track` jobs. Bytes that were analysed already are not heard again.

    Raises JobFailed where the audio cannot be used; the asset then says why.
    """
    track = Track.objects.select_related("asset__profile").filter(pk=job.target_id).first()
    if track is None or track.asset is None:
        return  # deleted while it waited
    # A web process needs no sound libraries.
    from matching.audio.inspection import inspect
    from matching.changes.listening import live_analyser

    asset = track.asset
    report(0.05, "listening")
    try:
        with local_path(asset.file) as path:
            heard = live_analyser().hear(path)
            report(0.8, "looking for faults")
            inspection = inspect(path)
        if UNPLAYABLE in heard.warnings:
            asset_make_playable(asset)
        elif asset.profile is not None and UNPLAYABLE in asset.profile.warnings:
            # The copy was heard this time; that the bytes sent cannot be played stays true.
            heard = replace(heard, warnings=(*heard.warnings, UNPLAYABLE))
    except (AudioProblem, FileNotFoundError) as error:
        problem = error if isinstance(error, AudioProblem) else AudioProblem("unreadable")
        AudioAsset.objects.filter(pk=asset.pk).update(
            problem_code=problem.code, problem_text=problem.say("en")
        )
        index_refresh_if_due(but_for=job.pk)
        raise JobFailed(problem.code, problem.say("en")) from error
    report(0.9, "storing")
    profile = profile_store(sha256=asset.sha256, profile=heard)
    AudioAsset.objects.filter(pk=asset.pk).update(profile=profile, problem_code="", problem_text="")
    _keep_stated_lengths(asset)
    Track.objects.filter(asset=asset).update(duration_s=profile.duration_s)
    asset_inspected(asset, inspection)
    index_refresh_if_due(but_for=job.pk)
    asset_compare(asset)


def _keep_stated_lengths(asset: AudioAsset) -> None:
    """Before audio is heard for the first time, a track's length is what its sender says."""
    if asset.profile_id is not None:
        return
    for track in Track.objects.filter(asset=asset, stated_length=None, duration_s__gt=0):
        length_state(track, track.duration_s or 0.0, "import")
