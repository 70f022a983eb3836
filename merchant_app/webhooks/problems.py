"""What can be wrong with an address or a delivery, in sentences an owner can act on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from licensing.problems import CodedProblem

SENTENCES = {
    "address_not_https": _("Give an address that begins with https://."),
    "address_with_sign_in": _("Leave names and passwords out of the address."),
    "address_unknown": _("The name of this server was not found."),
    "address_private": _(
        "This address lies in a private network or on this machine; webhooks go to public "
        "addresses only."
    ),
    "address_taken": _("This address has a webhook already."),
    "no_events": _("Choose at least one event."),
    "too_many_webhooks": _("An organisation has at most %(limit)s webhooks."),
    "webhook_stopped": _("This webhook is switched off. Switch it on first."),
    "not_reached": _("No connection to the server."),
    "no_answer": _("The server did not answer in time."),
    "not_trusted": _("The server's certificate is not valid for this address."),
    "redirected": _("The server answered with a redirect, which is not followed."),
    "refused": _("The server answered with an error."),
}


class WebhookProblem(CodedProblem):
    """Something about a webhook that cannot be, with a code and a sentence."""

    sentences = SENTENCES


def say(code: str, **params: Any) -> str:
    """The sentence of a code in the language of the page; "" for no code."""
    return gettext(SENTENCES[code]) % params if code else ""
