"""Finds the tracks a shop refuses by its choice on lyrics without reading all the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_cost_of_grams")]

    operations = [
        migrations.AddIndex(
            model_name="track",
            index=models.Index(
                "explicit",
                "id",
                name="track_explicit",
                condition=models.Q(explicit__in=["yes", "unknown"]),
            ),
        ),
    ]
