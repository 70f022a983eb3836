"""An address as a QR code for a page."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def drawn_code(address: str) -> SafeString:
    """The address as inline SVG; black on white in the dark theme too, or cameras fail."""
    drawing = segno.make(address, error="m").svg_inline(
        omitsize=True, border=3, light="#fff", svgclass="qr", lineclass=None
    )
    return mark_safe(drawing)  # noqa: S308 - drawn by the library, holds numbers only
