#!/usr/bin/env python
"""Django's command line for Foyer."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from merchant_app.launcher.running import join_running_instance

if __name__ == "__main__":
    join_running_instance(Path(__file__).parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merchant_app.config.settings")
    execute_from_command_line(sys.argv)
