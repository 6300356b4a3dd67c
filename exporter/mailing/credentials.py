"""What only the sender may know: from the environment or the system's keyring, never from a file
of the vault, which is copied, synchronised and published."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from exporter.errors import UsageError

USER = "EXPORTER_SMTP_USER"
PASSWORD = "EXPORTER_SMTP_PASSWORD"  # noqa: S105 - a name
KEY_FILE = "EXPORTER_DKIM_KEY_FILE"
SERVICE = "exporter"


class Login(NamedTuple):
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Login({self.user!r}, …)"


def login_for(host: str, user: str) -> Login | None:
    """Who we are to a server: from the environment, else from the keyring, where it has a password
    of that user under `exporter:HOST`. None where there is no user.

    Raises UsageError for a user without a password.
    """
    user = os.environ.get(USER) or user
    password = os.environ.get(PASSWORD, "")
    if not user:
        if password:
            raise UsageError(f"{PASSWORD} is set, and no user", f"set {USER}, too")
        return None
    password = password or _from_keyring(host, user)
    if not password:
        raise UsageError(
            f"there is no password for {user} at {host}",
            f"set {PASSWORD}, or put it into the keyring: keyring set {SERVICE}:{host} {user}",
        )
    return Login(user, password)


def dkim_key(vault: Path) -> bytes:
    """The private key that messages are signed with, as PEM.

    Raises UsageError where it can't be read, or lies in the vault.
    """
    named = os.environ.get(KEY_FILE, "")
    if not named:
        raise UsageError(
            "dkim_selector is set, and there is no key to sign with",
            f"{KEY_FILE} names a file with the private key, outside the vault",
        )
    file = Path(named).expanduser()
    if file.resolve().is_relative_to(vault):
        raise UsageError(
            f"the private key {named} lies in the vault", "keep it where nobody publishes it"
        )
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"the private key {named} can't be read: {error.strerror}") from error


def _from_keyring(host: str, user: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(f"{SERVICE}:{host}", user) or ""
    except NoKeyringError:
        return ""
    except KeyringError as error:
        raise UsageError(f"the keyring can't be asked: {error}", f"or set {PASSWORD}") from error
