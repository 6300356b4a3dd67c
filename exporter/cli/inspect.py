"""`exporter inspect`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("inspect")
@click.argument("note", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "form",
    type=click.Choice(["tree", "json"]),
    default="tree",
    help="A tree for people (the default), or the document as JSON.",
)
@click.option("--json", "form", flag_value="json", help="The same as --to json.")
def command(note: Path, form: str) -> None:
    """Show how NOTE is understood: its metadata, its parts, and what was found wrong.

    \b
    Examples:
      exporter inspect note.md
      exporter inspect note.md --json | jq .metadata
    """
    from exporter.check import inspect
    from exporter.cli.findings import print_findings
    from exporter.cli.terminal import say
    from exporter.cli.tree import lines
    from exporter.errors import UsageError
    from exporter.project import existing, settings_for

    path = existing(note)
    if path.is_dir():
        raise UsageError(f"{note} is a folder", "name one note of it")
    settings = settings_for([path])
    document, diagnostics = inspect(settings, path)
    if form == "json":
        from exporter.model.codec import to_json

        click.echo(to_json(document))
    else:
        for line in lines(document):
            say(line)
    print_findings(diagnostics, Path(settings.root), everything=True)
