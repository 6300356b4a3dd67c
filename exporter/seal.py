"""What this user's program wrote, told from what came with a vault: a digest that needs a key.

A vault may come with a `.exporter/` and an out folder of its own. Who knows how notes are kept
could put a script into one that no note of the vault has, so all that is read again is sealed.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path

from exporter import state

# A key of one's own, for machines that share what is kept: build servers, the workers of a cluster
VARIABLE = "EXPORTER_KEY"
# Bytes
DIGEST = 16
KEY = 32


def sealed(data: bytes) -> bytes:
    return _digest(data) + data


def unsealed(data: bytes) -> bytes | None:
    """What was sealed; None where that is torn, or another's."""
    digest, content = data[:DIGEST], data[DIGEST:]
    return content if compare_digest(digest, _digest(content)) else None


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=DIGEST, key=_key(os.environ.get(VARIABLE, ""))).digest()


@cache
def _key(named: str) -> bytes:
    if not named:
        with suppress(OSError):
            return _kept(state.folder() / "key")
        # nothing is kept for the next build; this one's workers have the same
        named = os.environ[VARIABLE] = secrets.token_hex(KEY)
    return blake2b(named.encode("utf-8", "surrogateescape"), digest_size=KEY).digest()


def _kept(file: Path) -> bytes:
    """The key in that file, which is made where there is none. Raises OSError."""
    with suppress(FileNotFoundError):
        if len(key := file.read_bytes()) == KEY:
            return key
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_name(f"key-{secrets.token_hex(8)}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(secrets.token_bytes(KEY))
    try:
        # another build may have made it meanwhile: all have the one that was first
        with suppress(FileExistsError):
            os.link(new, file)
    finally:
        os.unlink(new)
    return file.read_bytes()
