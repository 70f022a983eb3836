"""Which function does the catalogue's jobs, and which audio a new analyser has to hear."""

from licensing.catalogue.analysis import track_analyse
from licensing.catalogue.heads import TRAIN, head_train
from licensing.catalogue.reanalysis import CatalogueAudio, audio_reanalyse
from licensing.catalogue.services import ANALYSE
from matching.changes.services import REANALYSE
from matching.changes.sources import audio_source
from matching.jobs.registry import job_handler

job_handler(ANALYSE)(track_analyse)
job_handler(REANALYSE)(audio_reanalyse)
job_handler(TRAIN)(head_train)
audio_source("catalogue")(CatalogueAudio())
