"""Which function looks into audio files."""

from licensing.quality.inspecting import KIND, audio_inspect
from matching.jobs.registry import job_handler

job_handler(KIND)(audio_inspect)
