"""Regular duties around what is on air."""

from celery import shared_task

from merchant_app.onair.services.sweeping import rights_sweep


@shared_task(name="merchant_app.onair.rights_sweep", ignore_result=True)
def sweep() -> None:
    rights_sweep()
