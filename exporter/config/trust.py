"""Which vaults this user trusts: their templates may hold code, and their settings may lead to
folders outside them. It is asked for once (`--trust`), and kept beside no vault."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec

from exporter import state
from exporter.errors import UsageError

NAME = "trusted.json"


def is_trusted(root: Path) -> bool:
    """Whether the user once said so of the vault, and did not take it back."""
    return str(root.resolve()) in _known()


def keep_trust(root: Path, trusted: bool) -> None:
    """Keep for the next time what the user says of the vault. Raises UsageError where that can't
    be kept."""
    vault, known = str(root.resolve()), _known()
    wanted = known | {vault} if trusted else known - {vault}
    if wanted != known:
        _keep(wanted)


def _known() -> frozenset[str]:
    with suppress(OSError, msgspec.MsgspecError):
        data = (state.folder() / NAME).read_bytes()
        return msgspec.json.decode(data, type=frozenset[str])
    return frozenset()


def _keep(vaults: frozenset[str]) -> None:
    file = state.folder() / NAME
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_bytes(msgspec.json.encode(sorted(vaults)))
    except OSError as error:
        raise UsageError(f"{file} can't be written: {error.strerror}") from error
