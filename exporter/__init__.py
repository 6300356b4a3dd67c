"""One Markdown source in; PDF, EPUB, HTML and newsletter e-mail out."""

__version__ = "0.1.0"
