"""Which way a text runs: by its language, unless it says so itself."""

from __future__ import annotations

from typing import Literal

Direction = Literal["ltr", "rtl"]

# BCP 47: languages whose script runs from the right, and scripts (ISO 15924) that do
RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he iw ps sd syr ug ur yi".split())
SCRIPTS = frozenset("adlm arab aran hebr mand nkoo rohg samr syrc thaa".split())


def direction_of(lang: str, stated: str = "") -> Direction:
    """The direction of a text in a language (BCP 47 tag), or the one that is stated for it."""
    if stated in ("ltr", "rtl"):
        return "rtl" if stated == "rtl" else "ltr"
    language, *rest = lang.lower().split("-")
    script = next((each for each in rest if len(each) == 4 and each.isalpha()), "")
    runs_left = script in SCRIPTS if script else language in RIGHT_TO_LEFT
    return "rtl" if runs_left else "ltr"
