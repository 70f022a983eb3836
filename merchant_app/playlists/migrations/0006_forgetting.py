import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_desk_role'),
        ('playlists', '0005_one_list_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Forgetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('playlist', 'one playlist'), ('store', 'one store'), ('person', 'one person'), ('voter', 'one voter'), ('organisation', 'the whole organisation')], max_length=12)),
                ('verdicts', models.PositiveIntegerField()),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='forgettings', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'forgotten history',
                'verbose_name_plural': 'forgotten histories',
                'ordering': ['-pk'],
            },
        ),
    ]
