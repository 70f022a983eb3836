import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('catalogue', '0001_initial'),
        ('onair', '0001_initial'),
        ('playlists', '0001_initial'),
        ('stores', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='play',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='plays', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='play',
            name='store_name',
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name='publication',
            name='playlist_name',
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name='publication',
            name='track_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None),
        ),
        migrations.AddField(
            model_name='publication',
            name='version_number',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='play',
            name='store',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='plays', to='stores.store'),
        ),
        migrations.AlterField(
            model_name='publication',
            name='version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='publications', to='playlists.playlistversion'),
        ),
        migrations.AddIndex(
            model_name='play',
            index=models.Index(fields=['organisation', 'started_at'], name='onair_play_organis_00b51f_idx'),
        ),
    ]
