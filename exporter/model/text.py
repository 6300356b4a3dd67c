"""Text that every output can hold."""

from __future__ import annotations

import re

# XML 1.0 §2.2: everything else may not stand in a document, not even as a reference. C1 controls
# are allowed but discouraged, and make Gmail clip a message.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# BCP 47 §2.1, as far as anybody writes it
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def clean(text: str) -> str:
    """The text without the characters that XML forbids."""
    return text if text.isprintable() else ILLEGAL.sub("", text)


def one_line(text: str) -> str:
    """The text in one line that every output can hold, with single spaces."""
    return " ".join(clean(text).split())
