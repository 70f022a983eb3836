"""What beat does for the review of grants."""

from celery import shared_task

from licensing.review.conflicts import conflicts_refresh_if_changed
from licensing.review.endings import endings_refresh


@shared_task(name="licensing.review.refresh", ignore_result=True)
def refresh() -> None:
    """Keep contradictions and endings as they are now; nothing to do when nothing changed."""
    conflicts_refresh_if_changed()
    endings_refresh()
