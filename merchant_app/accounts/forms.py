"""Forms of people and organisations. Allauth's own are given the product's words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from merchant_app.accounts.models import Membership, Organisation, User
from merchant_app.accounts.services.people import organisation_found, token_withdraw

PASSWORD_HELP = _("At least 10 characters; a short sentence is easy to remember.")
LEAST_DAYS, MOST_DAYS = 1, 365


class _Worded:
    """Replaces labels, help and placeholders of a ready-made form."""

    LABELS: dict[str, Any] = {}
    HELP: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.LABELS.get(name, field.label)
            field.help_text = self.HELP.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class LoginForm(_Worded, allauth_forms.LoginForm):  # type: ignore[misc]
    LABELS = {"login": _("E-mail"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True


class SignupForm(_Worded, allauth_forms.SignupForm):  # type: ignore[misc]
    """A new person founds their organisation; the first store follows on the next page."""

    LABELS = {"email": _("E-mail"), "password1": _("Password")}
    HELP = {"password1": PASSWORD_HELP}
    field_order = ["name", "organisation", "email", "password1"]

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    organisation = forms.CharField(
        label=_("Name of your business"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Your name")
        self.fields["organisation"].label = _("Name of your business")

    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        user.name = self.cleaned_data["name"]
        user.language = get_language() or ""
        user.save(update_fields=["name", "language"])
        organisation_found(user=user, name=self.cleaned_data["organisation"])
        return user


class _EndsTokens:
    """A new password shuts out whoever knew the one before, programs with a token included."""

    user: User

    def save(self) -> None:
        super().save()  # type: ignore[misc]
        token_withdraw(user=self.user)


class ResetPasswordForm(_Worded, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    LABELS = {"email": _("E-mail")}


class ResetPasswordKeyForm(_EndsTokens, _Worded, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    LABELS = {"password1": _("New password"), "password2": _("New password, once more")}
    HELP = {"password1": PASSWORD_HELP}


class ChangePasswordForm(_EndsTokens, _Worded, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    LABELS = {
        "oldpassword": _("Password until now"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    HELP = {"password1": PASSWORD_HELP}


class SetPasswordForm(_EndsTokens, _Worded, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    LABELS = {"password1": _("New password"), "password2": _("New password, once more")}
    HELP = {"password1": PASSWORD_HELP}


class ChangeEmailForm(_Worded, allauth_forms.AddEmailForm):  # type: ignore[misc]
    LABELS = {"email": _("New e-mail")}

    def save(self, request: HttpRequest) -> EmailAddress:
        """Record the address to change to and mail its link.

        Allauth's own way takes any unconfirmed address for the one to change to and removes it,
        the address people sign in with included: their account would be left without any.
        """
        with transaction.atomic():
            own = EmailAddress.objects.filter(user=self.user)
            own.filter(verified=False).exclude(email__iexact=self.user.email).delete()
            address = EmailAddress.objects.create(user=self.user, email=self.cleaned_data["email"])
        address.send_confirmation(request)
        return address


class ReauthenticateForm(_Worded, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    LABELS = {"password": _("Password")}


class InvitationForm(forms.Form):
    """Whom to ask into the team, and as what."""

    email = forms.EmailField(label=_("E-mail of your colleague"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), initial=Membership.Role.STAFF)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(code, capfirst(name)) for code, name in Membership.Role.choices]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Membership.Role)


class JoinForm(forms.Form):
    """What an invited person without an account tells."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HELP,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned:
            person = User(email=self.email, name=cleaned.get("name", ""))
            try:
                password_validation.validate_password(cleaned["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"name": _("Your name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    retention_days = forms.IntegerField(
        label=_("Keep uploads for, in days"),
        help_text=_(
            "Songs and photos you upload are deleted by themselves after this time; "
            "playlists made from them stay."
        ),
        min_value=LEAST_DAYS,
        max_value=MOST_DAYS,
    )

    class Meta:
        model = Organisation
        fields = ["name", "retention_days"]
        labels = {"name": _("Name of the organisation")}


class FoundForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Organisation
        fields = ["name"]
        labels = {"name": _("Name of your business")}
