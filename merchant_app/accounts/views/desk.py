"""Who works at the licensing desk, and as what; administrators of the desk appoint them."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.desk.access import desk_required
from merchant_app.accounts.models import User
from merchant_app.accounts.services.people import person_appoint

DUTIES = {
    User.Desk.VIEWER: gettext_lazy("reads everything at the desk"),
    User.Desk.EDITOR: gettext_lazy("also writes tracks, drafts of grants and changes"),
    User.Desk.APPROVER: gettext_lazy("also verifies, activates and ends grants"),
    User.Desk.ADMIN: gettext_lazy("also appoints people at the desk"),
}


class AppointForm(forms.Form):
    """Somebody who has an account, and their duty."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=gettext_lazy("Duty"),
        required=False,
        choices=[*User.Desk.choices, ("", gettext_lazy("none any more"))],
        initial=User.Desk.VIEWER,
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Stays in the history, beside your name."),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if not User.objects.filter(email__iexact=email, is_active=True).exists():
            raise forms.ValidationError(
                _("Nobody has this address. They sign up first, then you appoint them.")
            )
        return email


@desk_required("admin")
def desk(request: HttpRequest) -> HttpResponse:
    """Everybody at the desk, and the form that gives a duty or takes it."""
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        user = User.objects.get(email__iexact=sent["email"])
        if user.pk == request.user.pk:
            # Nobody locks the desk behind themselves; another administrator, or the command, can.
            form.add_error("email", _("Somebody else changes your own duty."))
        else:
            person_appoint(user=user, desk=sent["role"], why=sent["why"])
            messages.success(request, _("%(name)s: saved.") % {"name": user})
            return redirect("accounts:desk")
    people = User.objects.exclude(desk_role="").order_by("name", "email")
    context = {"form": form, "people": people, "duties": [
        (User.Desk(role).label, says) for role, says in DUTIES.items()
    ]}  # fmt: skip
    return render(request, "accounts/desk.html", context, status=422 if form.errors else 200)
