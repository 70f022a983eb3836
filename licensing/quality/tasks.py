"""What beat does for the quality gate and the search for duplicates."""

from celery import shared_task

from licensing.quality.inspecting import inspection_send


@shared_task(name="licensing.quality.inspect_the_rest", ignore_result=True)
def inspect_the_rest() -> None:
    inspection_send()
