"""The database itself refuses to change or remove what was recorded."""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A person who is deleted leaves their changes behind, under the name they had.
    IF TG_OP = 'UPDATE' THEN
        IF NEW.actor_id IS NULL AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the record of changes is append-only: % refused', TG_OP;
END
$$;
CREATE TRIGGER history_rows_stay BEFORE UPDATE OR DELETE ON history_change
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
CREATE TRIGGER history_table_stays BEFORE TRUNCATE ON history_change
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse();
"""
BACKWARD = """
DROP TRIGGER history_rows_stay ON history_change;
DROP TRIGGER history_table_stays ON history_change;
DROP FUNCTION history_refuse();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("history", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddIndex(
            model_name="change", index=models.Index(fields=["at"], name="history_change_at")
        ),
    ]
