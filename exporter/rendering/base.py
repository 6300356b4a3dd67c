"""BASE: the rule for each node in markup that is valid HTML and well-formed XML at once.

What a medium needs otherwise is a rule of its own in `web`, `xhtml`, `print` or `email`.
"""

from __future__ import annotations

from exporter.rendering.blocks import BLOCKS
from exporter.rendering.inlines import INLINES
from exporter.rendering.markup import Dialect
from exporter.rendering.pictures import PICTURES

BASE: Dialect = {**INLINES, **PICTURES, **BLOCKS}
