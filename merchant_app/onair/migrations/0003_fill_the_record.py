"""What plays and publications now keep for themselves, from the rows they still refer to."""

from django.db import migrations

PLAYS = """
UPDATE onair_play AS play SET store_name = store.name, organisation_id = store.organisation_id
FROM stores_store AS store WHERE store.id = play.store_id
"""
PUBLICATIONS = """
UPDATE onair_publication AS publication
SET playlist_name = playlist.name, version_number = version.number,
    track_ids = COALESCE((SELECT array_agg(item.track_id ORDER BY item.position)
                          FROM playlists_playlistitem AS item
                          WHERE item.version_id = version.id), '{}')
FROM playlists_playlistversion AS version
JOIN playlists_playlist AS playlist ON playlist.id = version.playlist_id
WHERE version.id = publication.version_id
"""


class Migration(migrations.Migration):
    dependencies = [("onair", "0002_keep_the_record")]
    operations = [
        migrations.RunSQL(PLAYS, migrations.RunSQL.noop),
        migrations.RunSQL(PUBLICATIONS, migrations.RunSQL.noop),
    ]
