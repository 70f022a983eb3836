"""What beat does for the catalogue."""

from celery import shared_task

from licensing.catalogue.indexing import index_refresh


@shared_task(name="licensing.catalogue.refresh_index", ignore_result=True)
def refresh_index() -> None:
    index_refresh()
