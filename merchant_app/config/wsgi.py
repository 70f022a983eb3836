"""The web server's entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merchant_app.config.settings")
application = get_wsgi_application()

# Every page with all it imports is loaded now, and stays. Looked through by the collector again and
# again, these objects made a request now and then take 180 ms of processor longer.
_pages = get_resolver().url_patterns
gc.collect()
gc.freeze()
