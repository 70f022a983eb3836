"""Secrets of webhooks and the signature over what is sent, as Standard Webhooks has it.

`webhook-id`, `webhook-timestamp` (seconds) and the body are signed together with HMAC-SHA256, so
neither can be changed and an old message cannot be sent again later. Receivers find libraries for
it in most languages: https://github.com/standard-webhooks/standard-webhooks
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from secrets import token_bytes

PREFIX = "whsec_"
#: Receivers should refuse what was signed longer ago than this, or lies this far ahead; seconds.
TOLERANCE_S = 300


def secret_make() -> str:
    """A new secret: 32 random bytes in base64 behind a prefix that scanners recognise."""
    return PREFIX + base64.b64encode(token_bytes(32)).decode()


def headers_for(
    *, message: str, moment: int, body: bytes, secrets: Iterable[str]
) -> dict[str, str]:
    """The three headers that prove a message; one signature for each secret, the newest first."""
    signatures = [
        f"v1,{_signature(secret, message=message, moment=moment, body=body)}" for secret in secrets
    ]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(signatures),
    }


def verified(headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> bool:
    """Whether a message is ours and fresh: what receivers do, and our own tests of it."""
    message, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdecimal()) or abs(now - int(stamp)) > TOLERANCE_S:
        return False
    wanted = f"v1,{_signature(secret, message=message, moment=int(stamp), body=body)}"
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(wanted.encode(), each.encode()) for each in given)


def _signature(secret: str, *, message: str, moment: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message}.{moment}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
