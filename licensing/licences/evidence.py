"""The paper a grant rests on: kept with its fingerprint, looked at before a grant is trusted."""

from __future__ import annotations

import hashlib
from typing import Any

from licensing.licences.models import Grant
from licensing.licences.problems import GrantProblem

#: These rest on a text anybody can read; a link or the words will do.
OPEN = (Grant.Basis.OPEN_LICENCE, Grant.Basis.PUBLIC_DOMAIN)
_BLOCK = 1 << 20


def fingerprint(file: Any) -> str:
    """SHA-256 of a file's bytes, in hexadecimal; the file stands at its beginning afterwards."""
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(_BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def evidence_check(grant: Grant) -> None:
    """Raises GrantProblem when what the grant rests on cannot be read, or is not there.

    An open licence, or the public domain, may rest on an address or a text; anything else on a
    file.
    """
    if not grant.evidence_file:
        if grant.basis in OPEN and (grant.licence_url or grant.evidence.strip()):
            return
        raise GrantProblem("evidence_missing")
    try:
        with grant.evidence_file.open("rb") as file:
            found = fingerprint(file)
    except OSError as error:
        raise GrantProblem("evidence_gone") from error
    if found == hashlib.sha256().hexdigest():
        raise GrantProblem("evidence_empty")
    if grant.evidence_sha256 and found != grant.evidence_sha256:
        raise GrantProblem("evidence_changed")
