"""A mail server that refuses everything."""

from smtplib import SMTPServerDisconnected

from django.core.mail.backends.base import BaseEmailBackend


class Refusing(BaseEmailBackend):
    def send_messages(self, email_messages: object) -> int:
        raise SMTPServerDisconnected("closed")
