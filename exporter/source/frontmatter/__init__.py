"""Front matter: from a note's bytes to its text, its values and what they mean.

`decoding` makes text of bytes, `splitting` parts it from the body, `yaml` and `handlers` read it,
`metadata` gives its keys their meaning. What can't be read is a diagnostic; the body goes on.
"""

from exporter.source.frontmatter.decoding import decode
from exporter.source.frontmatter.metadata import metadata
from exporter.source.frontmatter.splitting import Split, split

__all__ = ["Split", "decode", "metadata", "split"]
