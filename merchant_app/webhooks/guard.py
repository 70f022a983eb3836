"""Which addresses a webhook may go to: public ones over HTTPS, judged after the name was resolved.

Whoever may name an address could otherwise make this server ask machines that only it can reach.
The address that was judged is the one that is connected to, so a name cannot change its mind
between the two.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from merchant_app.config.addresses import check_port
from merchant_app.webhooks.problems import WebhookProblem

#: Well-known prefixes that carry another address inside: NAT64, 6to4 and Teredo.
_CARRIERS = tuple(
    ipaddress.ip_network(net)
    for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)


@dataclass(frozen=True)
class Target:
    """Where a message goes: the name for TLS and `Host`, and the one IP address that was judged."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str

    @property
    def authority(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return name if self.port == usual else f"{name}:{self.port}"


def target_of(address: str) -> Target:
    """Judge an address and resolve its name. Raises WebhookProblem."""
    try:
        check_port(address)
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError as error:
        raise WebhookProblem("address_not_https") from error
    local = _local_allowed()
    if not host or parts.scheme not in (("https", "http") if local else ("https",)):
        raise WebhookProblem("address_not_https")
    if parts.username is not None or parts.password is not None:
        raise WebhookProblem("address_with_sign_in")
    port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    found = _resolve(host, port)
    on_this_machine = all(ipaddress.ip_address(ip).is_loopback for ip in found)
    if parts.scheme == "http" and not on_this_machine:
        raise WebhookProblem("address_not_https")
    # All of them: a name with one public and one private address is not to be trusted either.
    if not (local and on_this_machine) and not all(_public(ip) for ip in found):
        raise WebhookProblem("address_private")
    path = parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme, host, port, path + query, found[0])


def _local_allowed() -> bool:
    return bool(settings.DEBUG or settings.WEBHOOKS_TO_THIS_MACHINE)


def _resolve(host: str, port: int) -> list[str]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise WebhookProblem("address_unknown") from error
    return list(dict.fromkeys(str(row[4][0]).partition("%")[0] for row in rows))


def _public(ip: str) -> bool:
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return _public(str(address.ipv4_mapped))
        if any(address in net for net in _CARRIERS):
            return False
    return address.is_global and not address.is_multicast
