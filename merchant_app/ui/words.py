"""Every sentence the scripts say to people, translated on the server.

`{name}` marks what the script fills in. `static/js/words.js` reads the JSON block.
"""

from __future__ import annotations

from django.utils.translation import gettext as _


def words_for_scripts() -> dict[str, str]:
    """Key → sentence in the active language."""
    return {
        # frame
        "dismiss": _("Dismiss"),
        "confirm": _("Yes, go on"),
        "network_error": _("The server did not answer. Check the connection and try again."),
        "server_error": _("Something went wrong on our side. Try again in a moment."),
        "not_allowed": _("You may not do this."),
        "gone": _("This is no longer there. Reload the page."),
        "too_fast": _("Too many requests. Wait a moment and try again."),
        "copied": _("Copied"),
        # giving files
        "upload_waiting": _("Waiting"),
        "upload_sending": _("{percent}% sent"),
        "upload_reading": _("Sent, being read"),
        "upload_done": _("Received"),
        "upload_cancelled": _("Cancelled"),
        "upload_failed": _("Not received: the connection broke. Try again."),
        "upload_refused": _("The server refused this file."),
        "upload_empty": _("This file is empty."),
        "upload_too_large": _("This file is {size}; at most {limit} are accepted."),
        "upload_wrong_kind": _("This kind of file does not belong here."),
        "upload_too_many": _(
            "Only {limit} files at once: the first {taken} were taken, {left} left out."
        ),
        "upload_retry": _("Try again"),
        "upload_remove": _("Remove"),
        "upload_cancel": _("Cancel upload of {name}"),
        "pasted_file": _("pasted"),
        # audition
        "play": _("Play"),
        "pause": _("Pause"),
        "play_track": _("Play {title}"),
        "pause_track": _("Pause {title}"),
        "audio_failed": _("“{title}” cannot be played just now."),
        "seek_value": _("{position} of {duration}"),
        # picking tracks at the desk
        "picked_one": _("one track"),
        "picked_many": _("{count} tracks"),
        "pick_all": _("All {count} that match"),
        "shares_sum": _("Sum: {sum} percent; it has to be 100."),
        "shares_whole": _("Sum: {sum} percent"),
        # the shop's player
        "air_silent": _("The shop has been silent for {seconds} seconds."),
        "air_muted": _("The volume is at zero."),
        "air_lost_right": _("“{title}” may not be played here any more."),
        "air_new_version": _("A new version of the playlist is on air."),
        "air_track_failed": _("“{title}” could not be played and was left out."),
        "air_all_failed": _("None of the tracks can be played. Trying again in {seconds} seconds."),
        "air_awake": _("The screen stays on"),
        "air_asleep": _("The screen may go dark; the music goes on"),
        "air_unsent": _("{count} plays wait to be sent"),
        "air_sent": _("All plays are recorded"),
    }
