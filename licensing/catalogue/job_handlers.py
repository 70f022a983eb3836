"""Which function does the catalogue's jobs."""

from licensing.catalogue.analysis import track_analyse
from licensing.catalogue.services import ANALYSE
from matching.jobs.registry import job_handler

job_handler(ANALYSE)(track_analyse)
