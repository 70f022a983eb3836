"""Checks of the addresses that settings hold; each raises ValueError with a sentence."""

from __future__ import annotations

from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict


def postgres_address(value: str) -> str:
    """The value, if it is empty or a PostgreSQL address whose ports can be; never repeats it."""
    if value and not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("only PostgreSQL is supported: postgresql://user:password@host/name")
    try:
        parts = conninfo_to_dict(value)
    except ProgrammingError as error:  # its text may repeat the password
        raise ValueError("use postgresql://user:password@host:port/name") from error
    for port in filter(None, str(parts.get("port") or "").split(",")):
        if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
            raise ValueError("the port is a number from 1 to 65535")
    return value


def of_scheme(value: str, *schemes: str) -> str:
    """The value, if it is empty or begins with one of these."""
    if value and not value.startswith(schemes):
        raise ValueError(f"use {', '.join(schemes[:-1])} or {schemes[-1]}")
    return value


def check_port(address: str) -> None:
    """Raises ValueError for a port that cannot be."""
    try:
        _port = urlsplit(address).port
    except ValueError as error:
        raise ValueError("the port is a number from 1 to 65535") from error
