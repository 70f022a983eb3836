"""Regular duties of the product as a whole."""

from celery import shared_task

from merchant_app.operations import housekeeping


@shared_task(name="merchant_app.operations.purge", ignore_result=True)
def purge() -> None:
    housekeeping.purge()
