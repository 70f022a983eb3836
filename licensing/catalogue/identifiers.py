"""The numbers of recordings, works, people and products: their shapes and check digits.

Where python-stdnum has the standard, it decides; ISWC and IPI name numbers are checked here. Each
function takes what a person or a file wrote and returns the number as it is stored, without spaces
and separators. Raises ValueError for what cannot be such a number.
"""

from __future__ import annotations

import re
from typing import Any

from stdnum import ean, isni, isrc
from stdnum.exceptions import ValidationError

_SEPARATORS = re.compile(r"[\s.\-‐-―/]+")


def isrc_of(text: str) -> str:
    """An ISRC (ISO 3901) as its 12 characters; it has no check digit."""
    plain = _SEPARATORS.sub("", text.upper().removeprefix("ISRC")).lstrip(":")
    return _by(isrc, plain)


def iswc_of(text: str) -> str:
    """An ISWC (ISO 15707): T, nine digits and a check digit, such as T0345246801.

    The check digit is 10 minus (1 + each digit by its place) modulo 10, modulo 10.
    """
    plain = _SEPARATORS.sub("", text.upper().removeprefix("ISWC")).lstrip(":")
    if not re.fullmatch(r"T[0-9]{10}", plain):
        raise ValueError("not an ISWC")
    total = 1 + sum(place * int(digit) for place, digit in enumerate(plain[1:10], start=1))
    if (10 - total % 10) % 10 != int(plain[10]):
        raise ValueError("the check digit is wrong")
    return plain


def ipi_of(text: str) -> str:
    """An IPI name number (CISAC): up to eleven digits, the last two of them check digits.

    101 minus the weighted sum (weights 10 … 2) modulo 101 are the check digits; leading zeros are
    put back, because spreadsheets drop them.
    """
    plain = _SEPARATORS.sub("", text.upper().removeprefix("IPI")).lstrip(":")
    if not re.fullmatch(r"[0-9]{6,11}", plain):
        raise ValueError("not an IPI name number")
    number = plain.zfill(11)
    total = sum(
        weight * int(digit) for weight, digit in zip(range(10, 1, -1), number[:9], strict=True)
    )
    if (101 - total % 101) % 101 % 100 != int(number[9:]):
        raise ValueError("the check digits are wrong")
    return number


def isni_of(text: str) -> str:
    """An ISNI (ISO 27729): sixteen characters with a check character."""
    plain = _SEPARATORS.sub("", text.upper().removeprefix("ISNI")).lstrip(":")
    return _by(isni, plain)


def gtin_of(text: str) -> str:
    """A GTIN (EAN, UPC, ICPN) of 8, 12, 13 or 14 digits with its check digit.

    Twelve digits are a UPC and stay twelve; leading zeros lost in a spreadsheet are put back when
    the check digit then is right.
    """
    plain = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]{8,14}", plain):
        raise ValueError("not a barcode number")
    candidates = (plain, plain.zfill(12), plain.zfill(13))
    for number in dict.fromkeys(candidates):
        if len(number) in {8, 12, 13, 14} and ean.calc_check_digit(number[:-1]) == number[-1]:
            return number
    raise ValueError("the check digit is wrong")


def _by(standard: Any, text: str) -> str:
    try:
        return str(standard.validate(text))
    except ValidationError as error:
        raise ValueError(str(error)) from error
