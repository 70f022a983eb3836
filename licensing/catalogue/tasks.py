"""What beat does for the catalogue."""

from celery import shared_task

from licensing.catalogue.heads import head_train_if_due
from licensing.catalogue.indexing import index_refresh
from licensing.catalogue.leftovers import leftovers_analyse
from matching.changes.services import change_plan, change_send


@shared_task(name="licensing.catalogue.refresh_index", ignore_result=True)
def refresh_index() -> None:
    index_refresh()


@shared_task(name="licensing.catalogue.follow_models", ignore_result=True)
def follow_models() -> None:
    """Plan the change that the settings ask for, and see to it that work on it goes on."""
    change = change_plan()
    if change is not None:
        change_send(change)
    leftovers_analyse()


@shared_task(name="licensing.catalogue.train_heads", ignore_result=True)
def train_heads() -> None:
    head_train_if_due()
