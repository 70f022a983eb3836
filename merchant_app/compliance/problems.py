"""What can stand in the way of a certificate, in sentences a merchant can act on."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from licensing.problems import CodedProblem

SENTENCES = {
    "nothing_on_air": _("Nothing is on air in this shop, so there is nothing to certify yet."),
    "nothing_cleared": _("None of the tracks on air may be played in this shop now."),
    "too_many_certificates": _("At most %(limit)s certificates a day are issued for a shop."),
}


class CertificateProblem(CodedProblem):
    """A certificate that cannot be issued, with a code and a sentence."""

    sentences = SENTENCES
