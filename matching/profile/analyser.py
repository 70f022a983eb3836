"""The name of an analyser: which audio model, how much of a recording it heard, which version.

Profiles of one analyser are alike in every column. Profiles of one *style space* came from the same
audio model and version, so they may be compared even where more or less of a recording was heard.
"""

from __future__ import annotations


def analyser_called(model: str, coverage: str, version: int) -> str:
    """The version string that profiles carry."""
    return f"{model}-{coverage}-{version}"


def style_space(analyser: str) -> str:
    """Model and version within an analyser's name; a name of another form is a space of its own."""
    parts = analyser.rsplit("-", 2)
    return f"{parts[0]}-{parts[2]}" if len(parts) == 3 else analyser


def coverage_of(analyser: str) -> str:
    """How much of a recording the analyser hears, "windows" or "full"; empty where unsaid."""
    parts = analyser.rsplit("-", 2)
    return parts[1] if len(parts) == 3 else ""
