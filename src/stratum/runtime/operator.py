"""The person at the machine, for the audit log."""

import os
import pwd

from stratum.accounts.types import Origin


def terminal() -> Origin:
    """Whoever runs this command, as the system knows them."""
    user = os.getuid()
    try:
        name = pwd.getpwuid(user).pw_name
    except KeyError:
        name = str(user)
    return Origin(f"{name} (system)", "terminal")
