"""`exporter.toml`: what a project says about itself, read and checked.

What the settings are used for is decided elsewhere.
"""

from exporter.config.checking import Misfit, book_of, pdf_of
from exporter.config.reading import FILE_NAME, default, find, load
from exporter.config.settings import (
    FORMATS,
    MANIFESTS,
    TABLES,
    Book,
    Build,
    Contents,
    Dialect,
    Digest,
    Newsletter,
    Pdf,
    PrintCover,
    Project,
    Settings,
    Smtp,
)
from exporter.config.trust import is_trusted, keep_trust
from exporter.config.wording import check_formats, near_miss, shown

__all__ = [
    "FILE_NAME",
    "FORMATS",
    "MANIFESTS",
    "TABLES",
    "Book",
    "Build",
    "Contents",
    "Dialect",
    "Digest",
    "Misfit",
    "Newsletter",
    "Pdf",
    "PrintCover",
    "Project",
    "Settings",
    "Smtp",
    "book_of",
    "check_formats",
    "default",
    "find",
    "is_trusted",
    "keep_trust",
    "load",
    "near_miss",
    "pdf_of",
    "shown",
]
