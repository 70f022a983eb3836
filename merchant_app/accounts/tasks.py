"""Regular duties around accounts."""

from celery import shared_task

from merchant_app.accounts.export import exports_expire


@shared_task(name="merchant_app.accounts.expire_exports")
def expire_exports() -> None:
    exports_expire()
