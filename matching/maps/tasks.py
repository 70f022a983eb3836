"""What beat does for the map."""

from celery import shared_task


@shared_task(name="matching.maps.follow", ignore_result=True)
def follow() -> None:
    """Send a drawing when the catalogue has changed and come to rest."""
    from matching.maps.services import map_follow  # brings much of SciPy, for workers

    map_follow()
