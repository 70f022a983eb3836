"""Triggers that count every change of anything a rights decision reads.

They fire once a statement and compare rows, so that a change of a title, or a save that changes
nothing, leaves what is kept ready as it is.
"""

from django.db import migrations

# table -> the columns a decision reads; of an audio file only whether it is analysed
READ = {
    "catalogue_track": (
        "withdrawn", "quality_hold", "merged_into_id", "asset_id", "label", "release",
        "release_icpn",
    ),
    "catalogue_audioasset": ("profile_id IS NULL",),
    "licences_grant": (
        "rights", "side", "basis", "scope_kind", "scope_value", "territories_in", "territories_out",
        "premises", "max_floor_area_m2", "max_locations", "valid_from", "valid_until", "offline",
        "interactive", "promotion", "status",
    ),
    "licences_granttrack": ("grant_id", "track_id"),
    "works_recordedwork": ("track_id", "work_id"),
    "works_share": ("work_id", "name", "ipi", "percent", "society"),
}
# An audio file that no track has yet changes nothing, and one that a track has cannot go.
WHOLE_ROWS = [table for table in READ if table != "catalogue_audioasset"]

COUNT = """
CREATE FUNCTION rights_change_counted() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO rights_rightschange (amount) VALUES (1);
    RETURN NULL;
END $body$;

CREATE FUNCTION rights_rows_counted() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (SELECT FROM rows) THEN
        INSERT INTO rights_rightschange (amount) VALUES (1);
    END IF;
    RETURN NULL;
END $body$;
"""
UNCOUNT = """
DROP FUNCTION rights_change_counted() CASCADE;
DROP FUNCTION rights_rows_counted() CASCADE;
"""


def _ors(columns, row):
    return ", ".join(f"{row}.{column}" for column in columns)


def _on_update(table, columns):
    function = f"rights_{table}_compared"
    return (
        f"""
        CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            IF EXISTS (
                (SELECT {_ors(["id"], "was")}, {_ors(columns, "was")} FROM was
                 EXCEPT SELECT {_ors(["id"], "now")}, {_ors(columns, "now")} FROM now)
            ) THEN
                INSERT INTO rights_rightschange (amount) VALUES (1);
            END IF;
            RETURN NULL;
        END $body$;
        CREATE TRIGGER rights_updated AFTER UPDATE ON {table}
            REFERENCING OLD TABLE AS was NEW TABLE AS now
            FOR EACH STATEMENT EXECUTE FUNCTION {function}();
        """,
        f"DROP FUNCTION {function}() CASCADE;",
    )


def _on_rows(table):
    return f"""
        CREATE TRIGGER rights_inserted AFTER INSERT ON {table} REFERENCING NEW TABLE AS rows
            FOR EACH STATEMENT EXECUTE FUNCTION rights_rows_counted();
        CREATE TRIGGER rights_deleted AFTER DELETE ON {table} REFERENCING OLD TABLE AS rows
            FOR EACH STATEMENT EXECUTE FUNCTION rights_rows_counted();
        CREATE TRIGGER rights_truncated AFTER TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION rights_change_counted();
        """


class Migration(migrations.Migration):
    dependencies = [
        ("rights", "0001_initial"),
        ("catalogue", "0002_rights_model"),
        ("licences", "0002_rights_model"),
        ("works", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(COUNT, UNCOUNT),
        *(migrations.RunSQL(*_on_update(table, columns)) for table, columns in READ.items()),
        *(migrations.RunSQL(_on_rows(table), migrations.RunSQL.noop) for table in WHOLE_ROWS),
        # Bits do not compress; a reader need not try to.
        migrations.RunSQL(
            "ALTER TABLE rights_clearance ALTER COLUMN ids SET STORAGE EXTERNAL",
            migrations.RunSQL.noop,
        ),
    ]
