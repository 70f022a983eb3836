"""The job of this app: one attempt to deliver."""

from matching.jobs.models import Job
from matching.jobs.registry import Report, job_handler
from merchant_app.webhooks.services import KIND, deliver


@job_handler(KIND)
def webhook_deliver(job: Job, report: Report) -> None:
    deliver(job.target_id)
