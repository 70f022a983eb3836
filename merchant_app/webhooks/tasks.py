"""Regular duties around webhooks."""

from celery import shared_task

from merchant_app.webhooks import services


@shared_task(name="merchant_app.webhooks.deliver_due", ignore_result=True)
def deliver_due() -> None:
    services.deliver_due()


@shared_task(name="merchant_app.webhooks.purge", ignore_result=True)
def purge() -> None:
    services.events_purge()
