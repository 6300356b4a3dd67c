"""What the parts of a book are, in the words of EPUB and of ARIA."""

from __future__ import annotations

from collections.abc import Mapping

# EPUB Structural Semantics 1.1 §2 -> the role of DPUB-ARIA 1.1 §5.3 that a section may have for it,
# empty where there is none
SECTIONS: Mapping[str, str] = {
    "acknowledgments": "doc-acknowledgments",
    "afterword": "doc-afterword",
    "appendix": "doc-appendix",
    "bibliography": "doc-bibliography",
    "chapter": "doc-chapter",
    "colophon": "doc-colophon",
    "conclusion": "doc-conclusion",
    "contributors": "",
    "dedication": "doc-dedication",
    "endnotes": "doc-endnotes",
    "epigraph": "doc-epigraph",
    "epilogue": "doc-epilogue",
    "foreword": "doc-foreword",
    "glossary": "doc-glossary",
    "halftitlepage": "",
    "imprint": "",
    "index": "doc-index",
    "introduction": "doc-introduction",
    "loi": "",
    "lot": "",
    "part": "doc-part",
    "preface": "doc-preface",
    "prologue": "doc-prologue",
    "titlepage": "",
    "toc": "doc-toc",
}
# What a chapter without a role is, by its kind
KINDS: Mapping[str, str] = {"part": "part", "chapter": "chapter", "appendix": "appendix"}
# Pages that say what they are without a heading
UNHEADED = frozenset({"halftitlepage", "imprint", "dedication", "epigraph"})
# Places that readers look for, beside where the text begins (EPUB 3.3 §7.4.3)
LANDMARKS = ("loi", "lot", "endnotes", "bibliography", "glossary", "index")


def section_type(role: str, kind: str) -> str:
    """The term of EPUB Structural Semantics for a chapter, empty for none."""
    return role if role in SECTIONS else KINDS.get(kind, "")
