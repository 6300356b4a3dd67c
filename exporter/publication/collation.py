"""Alphabetical order as the indexes of a language have it.

A key of our own: PyICU has to be compiled, and `pyuca` (2017) knows the default order of Unicode,
where no language's own letters are. Word by word, as ISO 999 has it: *type metal* goes before
*typeface*.
"""

from __future__ import annotations

import unicodedata

# Letters that a language counts as its own, each group behind the letter that they look like:
# CLDR's tailorings, as far as single letters go
TAILORED: dict[str, str] = {
    "cs": "cč rř sš zž",
    "da": "zæøå",
    "es": "nñ",
    "fi": "zåäö",
    "hr": "cčć dđ sš zž",
    "hu": "oö uü",
    "nb": "zæøå",
    "nn": "zæøå",
    "no": "zæøå",
    "pl": "aą cć eę lł nń oó sś zźż",
    "ro": "aăâ iî sș tț",
    "ru": "ий",
    "sk": "aä cč oô sš zž",
    "sl": "cč sš zž",
    "sv": "zåäö",
    "tr": "cç gğ hı oö sş uü",
    "uk": "гґ еє иіїй",
}
# Letters that Unicode doesn't take apart
PLAIN = {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
KANA = "あかさたなはまやらわ"

Letter = tuple[str, int]
Key = tuple[int, tuple[Letter, ...], str, str]


def sort_key(text: str, lang: str) -> Key:
    """What a term is sorted by: signs first, then figures, then letters; a letter with an accent
    stands with the plain one, where the language doesn't count it as another."""
    letters = tuple(_letters(_bare(text), lang))
    first = letters[0][0] if letters else ""
    rank = 2 if first.isalpha() else 1 if first.isdigit() else 0
    return rank, letters, unicodedata.normalize("NFKC", text).casefold(), text


def initial(text: str, lang: str) -> str:
    """The letter that a term stands under; empty for a sign, a figure and a Chinese character."""
    letters = _letters(_bare(text), lang)
    if not letters or not letters[0][0].isalpha():
        return ""
    letter, offset = letters[0]
    if "ぁ" <= letter <= "ゖ":
        return max((row for row in KANA if row <= letter), default=KANA[0])
    if "CJK" in unicodedata.name(letter, ""):
        return ""
    return _upper(_own(lang).get(letter, letter)[offset], lang)


def _bare(text: str) -> str:
    """The text without the brackets and quotation marks that it begins with."""
    start = 0
    while start < len(text) and unicodedata.category(text[start]) in ("Ps", "Pi", "Zs"):
        start += 1
    return text[start:].strip("\"'")


def _letters(text: str, lang: str) -> list[Letter]:
    """The letters of a text, each with its place among those that look like it."""
    group_of = {letter: group for group in _own(lang).values() for letter in group[1:]}
    found: list[Letter] = []
    for char in unicodedata.normalize("NFC", _lower(text, lang)):
        if char in group_of:
            found.append((group_of[char][0], group_of[char].index(char)))
            continue
        for part in unicodedata.normalize("NFKD", PLAIN.get(char, char)):
            if "ァ" <= part <= "ヶ":
                part = chr(ord(part) - 0x60)  # katakana stand with hiragana
            if part.isalnum():
                found.append((part, 0))
            elif part.isspace() or part in "-\u2013" or not found:
                found.append((" " if found else part, 0))
    return found


def _own(lang: str) -> dict[str, str]:
    return {group[0]: group for group in TAILORED.get(_primary(lang), "").split()}


def _lower(text: str, lang: str) -> str:
    if _primary(lang) == "tr":
        text = text.replace("I", "ı").replace("İ", "i")
    return text.casefold()


def _upper(letter: str, lang: str) -> str:
    return "İ" if letter == "i" and _primary(lang) == "tr" else letter.upper()


def _primary(lang: str) -> str:
    return lang.split("-")[0].lower()
