"""`exporter schema`."""

from __future__ import annotations

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of the documents that `exporter build --to json` writes.

    \b
    Example:
      exporter schema > document.schema.json
    """
    import msgspec

    from exporter.model.codec import schema

    click.echo(msgspec.json.format(msgspec.json.encode(schema()), indent=2))
