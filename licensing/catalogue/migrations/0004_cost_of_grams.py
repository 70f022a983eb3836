"""Grams are read from the index, never made anew for every row: PostgreSQL is told what they cost.

Without it a page in the order of another index made them for all tracks, which took seconds.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_browsing")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION catalogue_grams(text) COST 5000;",
            "ALTER FUNCTION catalogue_grams(text) COST 100;",
        ),
    ]
