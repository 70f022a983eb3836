"""What is cleared for a place among 1,000,000 tracks and 200,000 grants, shares of works included.

`python -m merchant_app.launcher.rights_bench [--tracks N]`: a table of progress on standard error,
the result as one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time

import django

from merchant_app.launcher.services import EmbeddedServices

AFRESH_S, KEPT_MS, SAMPLE, REPEATS = 1.0, 20.0, 2000, 3


def measure(tracks: int) -> dict[str, object]:
    """Fill the database that the settings name and measure; Django is set up."""
    from django.core.management import call_command

    from merchant_app.launcher.rights_bench.catalogue import Size, catalogue_make
    from merchant_app.launcher.rights_bench.measures import PLACES, place_row

    call_command("migrate", interactive=False, verbosity=0)
    began = time.perf_counter()
    made = catalogue_make(Size(tracks, max(tracks // 5, 1)))
    _say(f"made in {time.perf_counter() - began:.0f} s: {made}")
    sample = random.Random(7).sample(range(1, tracks + 1), min(SAMPLE, tracks))  # noqa: S311
    rows = []
    for name, use in PLACES.items():
        rows.append(place_row(name, use, sample, REPEATS))
        _say(str(rows[-1]))
    return {"tracks": tracks, "made": made, "rows": rows, **judged(rows, tracks)}


def judged(rows: list[dict[str, object]], tracks: int) -> dict[str, object]:
    """The ratio to deciding every track, and what falls short of the goals."""
    fresh = max(float(str(row["afresh, s"])) for row in rows)
    kept = max(float(str(row["kept, ms"])) for row in rows)
    each = min(float(str(row["decided one by one, µs a track"])) for row in rows)
    short = []
    if fresh > AFRESH_S:
        short.append(f"Cleared ids afresh took {fresh:.2f} s; the goal is {AFRESH_S:g}.")
    if kept > KEPT_MS:
        short.append(f"Cleared ids from what is kept took {kept:.1f} ms; the goal is {KEPT_MS:g}.")
    if any(row["disagree"] for row in rows):
        short.append("The set query and the decision disagree.")
    ratio = each * tracks / 1e6 / max(fresh, 1e-9)
    return {
        "afresh, against deciding every track one by one": f"{ratio:.0f} times as fast",
        "falls_short": short,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures the rights decision.")
    parser.add_argument("--tracks", type=int, default=1_000_000)
    tracks = parser.parse_args().tracks
    services = EmbeddedServices.for_tests(broker=False)
    with services:
        os.environ.update(
            services.environment,
            VAR_DIR=str(services.var_dir),
            SECRET_KEY="only-for-a-bench-and-long-enough-for-the-settings",  # noqa: S106
            DJANGO_SETTINGS_MODULE="merchant_app.config.settings",
        )
        django.setup()
        result = measure(tracks)
    print(json.dumps(result, ensure_ascii=False))
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
