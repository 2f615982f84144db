"""Who is trusted to sign models: the file ``allowed_signers`` of a workspace, in the format of OpenSSH."""

from collections.abc import Mapping
from typing import Final

from stratum.core.errors import InvalidInputError
from stratum.data.signing import is_key

FILE: Final = "allowed_signers"
_HINT: Final = "write NAME ssh-ed25519 KEY, as stratum models signer prints it"
_LEAST: Final = 3


def read_signers(text: str) -> Mapping[str, str]:
    """Names of the trusted signers by public key; comments and empty lines are skipped.

    Args:
        text: Of the file.

    Raises:
        InvalidInputError: If a line is none of ``NAME ssh-ed25519 KEY [COMMENT]``; options are not taken.
    """
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        key = " ".join(words[1:_LEAST])
        if len(words) < _LEAST or not is_key(key):
            raise InvalidInputError(f"{FILE}:{number} is no Ed25519 signer", _HINT)
        found[key] = words[0]
    return found
