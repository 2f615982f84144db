"""What the environment says about the terminal. Imports nothing: a list of commands is shown at once."""

import os


def without_colours() -> bool:
    """Whether ``NO_COLOR`` is set, to whatever: https://no-color.org."""
    return bool(os.environ.get("NO_COLOR"))
