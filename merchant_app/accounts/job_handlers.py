"""The job of this app: writing the export of an organisation."""

from matching.jobs.registry import job_handler
from merchant_app.accounts.export import KIND, export_write

job_handler(KIND)(export_write)
