"""Regular duties around notices."""

from celery import shared_task

from merchant_app.notices.services.mailing import digests_send


@shared_task(name="merchant_app.notices.send_digests", ignore_result=True)
def send_digests() -> None:
    """Apart from the sweep: a mail server that hangs delays no music."""
    digests_send()
