"""Who may do what over HTTP: readers read, reviewers decide as well, and administrators change what is held.

A file of tokens has a line for each: role, name, and the SHA-256 of the token in hexadecimal digits. Blank lines and
lines that begin with # are passed over. The tokens themselves are kept by those who use them.
"""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pipeline.errors import SettingsError

LOOPBACK = ("127.0.0.1", "localhost", "::1")  # addresses that this machine alone reaches
Role = Literal["reader", "reviewer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
_MOST_LINES = 10_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks; `name` is empty where one token serves all."""

    name: str
    role: Role

    def may(self, needed: Role) -> bool:
        """Whether this role does what a `needed` one does."""
        return ROLES.index(self.role) >= ROLES.index(needed)


class Tokens:
    """The tokens that are accepted, by their hashes."""

    def __init__(self, people: dict[str, Person]) -> None:
        self._people = people

    @classmethod
    def of(cls, token: str) -> "Tokens":
        """A single token for everything."""
        return cls({_hash(token): Person("", "admin")})

    @classmethod
    def read(cls, path: Path) -> "Tokens":
        """The tokens of a file.

        Raises:
            SettingsError: the file cannot be read, or a line of it says something else.
        """
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: cannot be read ({error}); name a file of tokens.") from error
        people: dict[str, Person] = {}
        for number, line in enumerate(lines[:_MOST_LINES], start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            role, _, rest = line.strip().partition(" ")
            name, _, digest = rest.strip().rpartition(" ")
            known = next((one for one in ROLES if one == role), None)
            if known is None or not name.strip() or not _is_hash(digest):
                raise SettingsError(
                    f"{path}, line {number}: is no token; write role ({', '.join(ROLES)}), name and SHA-256, "
                    "as in 'reviewer Ada 9f86d0...'."
                )
            people[digest.lower()] = Person(name.strip(), known)
        if not people:
            raise SettingsError(f"{path}: holds no token; write a line with role, name and SHA-256 for each.")
        return cls(people)

    def person(self, token: str) -> Person | None:
        """Who has this token; every hash is compared, so that the time taken tells nothing."""
        digest = _hash(token)
        found = None
        for known, person in self._people.items():
            if secrets.compare_digest(known, digest):
                found = person
        return found


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _is_hash(digest: str) -> bool:
    return len(digest) == 64 and all(sign in "0123456789abcdef" for sign in digest.lower())
