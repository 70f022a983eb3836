"""Triggers that mark what has to be read anew, beside counting the change.

An update counts and marks only rows whose columns of interest differ.
"""

from django.db import migrations

# table -> the columns a decision reads; of an audio file only whether it is analysed
READ = {
    "catalogue_track": (
        "id", "withdrawn", "quality_hold", "merged_into_id", "asset_id", "label", "release",
        "release_icpn",
    ),
    "catalogue_audioasset": ("id", "profile_id IS NULL"),
    "works_recordedwork": ("track_id", "work_id"),
    "works_share": ("work_id", "name", "ipi", "percent", "society", "id"),
}
# table -> the kind of mark, and the column that says what is marked
MARKS = {
    "catalogue_track": ("t", "id"),
    "catalogue_audioasset": ("a", "id"),
    "works_recordedwork": ("t", "track_id"),
    "works_share": ("w", "work_id"),
}
KEY = """
-- A label, society or name as a number, without regard to case; null for an empty one. 64 bits of
-- MD5: among a million different ones, two alike are a matter of one in forty million.
CREATE FUNCTION rights_key(said text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN said <> '' THEN ('x' || left(md5(lower(said)), 16))::bit(64)::bigint END;
"""
MISSING = """
INSERT INTO rights_stalemark (kind, row_id) VALUES ('*', 0);
"""
INDEXES = """
CREATE INDEX rights_share_name ON works_share (lower(name)) WHERE percent > 0;
CREATE INDEX rights_share_ipi ON works_share (lower(ipi)) WHERE percent > 0 AND ipi <> '';
CREATE INDEX rights_grant_scope ON licences_grant (lower(scope_value)) WHERE scope_kind <> 'tracks';
"""
NO_INDEXES = """
DROP INDEX rights_share_name; DROP INDEX rights_share_ipi; DROP INDEX rights_grant_scope;
"""


def _functions(table, columns):
    kind, marked = MARKS[table]
    was, now = (", ".join(f"{row}.{column}" for column in columns) for row in ("was", "now"))
    count = """
        IF FOUND THEN
            INSERT INTO rights_rightschange (amount) VALUES (1);
        END IF;
        RETURN NULL;
    END $body$;
    """
    position = columns.index(marked) + 1
    names = ", ".join(f"c{number}" for number in range(1, len(columns) + 1))
    return f"""
    CREATE OR REPLACE FUNCTION rights_{table}_compared() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        INSERT INTO rights_stalemark (kind, row_id)
        SELECT DISTINCT '{kind}', c{position} FROM (
            (SELECT {was} FROM was EXCEPT SELECT {now} FROM now)
            UNION ALL
            (SELECT {now} FROM now EXCEPT SELECT {was} FROM was)
        ) AS changed ({names});
    {count}
    CREATE FUNCTION rights_{table}_rows() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        INSERT INTO rights_stalemark (kind, row_id)
        SELECT DISTINCT '{kind}', {marked} FROM rows;
    {count}
    CREATE FUNCTION rights_{table}_emptied() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        INSERT INTO rights_stalemark (kind, row_id) VALUES ('*', 0);
    {count}
    """


def _triggers(table):
    if table == "catalogue_audioasset":
        return ""  # one that no track has yet changes nothing, and one that a track has cannot go
    return f"""
    DROP TRIGGER rights_inserted ON {table};
    DROP TRIGGER rights_deleted ON {table};
    DROP TRIGGER rights_truncated ON {table};
    CREATE TRIGGER rights_inserted AFTER INSERT ON {table} REFERENCING NEW TABLE AS rows
        FOR EACH STATEMENT EXECUTE FUNCTION rights_{table}_rows();
    CREATE TRIGGER rights_deleted AFTER DELETE ON {table} REFERENCING OLD TABLE AS rows
        FOR EACH STATEMENT EXECUTE FUNCTION rights_{table}_rows();
    CREATE TRIGGER rights_truncated AFTER TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION rights_{table}_emptied();
    """


class Migration(migrations.Migration):
    dependencies = [("rights", "0003_clearable_tracks")]

    operations = [
        migrations.RunSQL(KEY, "DROP FUNCTION rights_key(text)"),
        *(
            migrations.RunSQL(_functions(table, columns) + _triggers(table))
            for table, columns in READ.items()
        ),
        migrations.RunSQL(MISSING, migrations.RunSQL.noop),
        migrations.RunSQL(INDEXES, NO_INDEXES),
    ]
