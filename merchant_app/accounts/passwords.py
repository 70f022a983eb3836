"""How long a password is at least, said in the reader's language."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """Django 5.2 reworded its message and lost the Chinese translation on the way."""

    def get_error_message(self) -> str:
        return ngettext(
            "Too short: use at least %(count)d character.",
            "Too short: use at least %(count)d characters.",
            self.min_length,
        ) % {"count": self.min_length}
