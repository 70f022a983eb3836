"""Forms of people and organisations."""

from __future__ import annotations

from django import forms


class SignupForm(forms.Form):
    """What sign-up asks beside e-mail and password."""

    def signup(self, request: object, user: object) -> None:
        """Called by allauth once the person is saved."""
