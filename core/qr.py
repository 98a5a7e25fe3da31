"""Codes for the camera of a phone."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(text: str) -> SafeString:
    """`text` as inline SVG; attributes only, because the content policy forbids inline style."""
    drawing = segno.make(text, error="m").svg_inline(
        border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return mark_safe(drawing)  # noqa: S308 - made from numbers by the library


def qr_file(text: str, kind: str) -> bytes:
    """`text` as a file to print from: `kind` is "svg" or "png"."""
    file = io.BytesIO()
    segno.make(text, error="m").save(file, kind=kind, scale=10, border=4)
    return file.getvalue()
