from django.db import migrations

from licensing.territories.shipped import tariffs_load


def load(apps, _editor):
    tariffs_load(apps.get_model("territories", "Tariff"))


class Migration(migrations.Migration):
    dependencies = [("territories", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
