"""`exporter schema`."""

from __future__ import annotations

import click


@click.command("schema")
@click.argument("what", type=click.Choice(["document", "report"]), default="document")
def command(what: str) -> None:
    """Print the JSON Schema of what `exporter build --to json` writes (document), or of what it
    tells with `--report json` (report).

    \b
    Examples:
      exporter schema > document.schema.json
      exporter schema report
    """
    import msgspec

    from exporter.cli import report
    from exporter.model import codec

    schema = codec.schema() if what == "document" else report.schema()
    click.echo(msgspec.json.format(msgspec.json.encode(schema), indent=2))
