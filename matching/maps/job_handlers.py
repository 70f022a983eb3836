"""Which function draws maps."""

from matching.jobs.models import Job
from matching.jobs.registry import Report, job_handler
from matching.maps.selectors import DRAW


@job_handler(DRAW)
def draw_map(job: Job, report: Report) -> None:
    from matching.maps.services import map_draw  # brings much of SciPy, which only workers need

    map_draw(job, report)
