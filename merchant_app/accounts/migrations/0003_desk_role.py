from django.db import migrations, models


def editors_become_admins(apps, schema_editor):
    """Editors did everything at the desk so far, and go on to."""
    apps.get_model("accounts", "User").objects.filter(is_editor=True).update(desk_role="admin")


def those_who_write_become_editors(apps, schema_editor):
    writers = apps.get_model("accounts", "User").objects.filter(
        desk_role__in=("editor", "approver", "admin")
    )
    writers.update(is_editor=True)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_invitationmail"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="desk_role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("viewer", "viewer"),
                    ("editor", "editor"),
                    ("approver", "approver"),
                    ("admin", "administrator"),
                ],
                default="",
                max_length=10,
                verbose_name="duty at the licensing desk",
            ),
        ),
        migrations.RunPython(editors_become_admins, those_who_write_become_editors),
        migrations.RemoveField(model_name="user", name="is_editor"),
    ]
