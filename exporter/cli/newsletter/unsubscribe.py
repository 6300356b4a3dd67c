"""`exporter newsletter unsubscribe`."""

from __future__ import annotations

import click

from exporter.cli.newsletter import common


@click.command("unsubscribe")
@click.argument("addresses", metavar="ADDRESS...", nargs=-1, required=True)
@click.option("--undo", is_flag=True, help="Let them have messages again, after a bounce, too.")
def command(addresses: tuple[str, ...], undo: bool) -> None:
    """Send nothing more to ADDRESS, or to whom a token of a List-Unsubscribe header was made for.

    A delivery that is going on leaves them out from now on.

    \b
    Examples:
      exporter newsletter unsubscribe ada@example.org
      exporter newsletter unsubscribe mzxw6ytboi5wk3tfoq2dsnrsgy
    """
    from exporter.cli.terminal import complain, say
    from exporter.mailing.addresses import inbox
    from exporter.mailing.ledger import open_ledger, secret_of
    from exporter.mailing.means import records
    from exporter.mailing.suppression import holder, holders, restore, suppress

    settings = common.project()
    failed = False
    with open_ledger(records(settings)) as ledger:
        held = holders(ledger, secret_of(ledger))
        for given in addresses:
            try:
                key = holder(held, given) or (inbox(given).key if "@" in given else "")
                if not key:
                    raise ValueError(f"{given} is no address, and no token of ours")
            except ValueError as error:
                complain("error", str(error))
                failed = True
                continue
            if undo:
                say(f"{key}: {'gets messages again' if restore(ledger, key) else 'was not out'}")
            else:
                news = suppress(ledger, key, given if "@" in given else key, "unsubscribed")
                say(f"{key}: {'gets nothing more' if news else 'was out already'}")
    click.get_current_context().exit(1 if failed else 0)
