"""What may become a path, a name or a source on a machine; all else of a model is only ever a value."""

import re
from pathlib import PurePosixPath

from stratum.core.errors import InvalidInputError

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PACKAGE = re.compile(r"[A-Za-z0-9@][^\s]*(\s*[=<>!~]=?[^\s]+)*")
_UNIT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9:_.@-]*")
_SOURCE = re.compile(r"(https|http|ssh|git|file)://[^\s]+|[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:[^\s]+")
_PASSWORD = re.compile(r"://[^/@]*:[^/@]*@")


def variable(name: str, workload: str) -> str:
    """The name of a variable of an environment.

    Raises:
        InvalidInputError: If no shell would take it.
    """
    return _checked(_VARIABLE, name, f"{workload}: {name!r} cannot name a variable of an environment")


def package(name: str, workload: str) -> str:
    """A package of the system or of Python, with a version where there is one.

    Raises:
        InvalidInputError: If it would be taken for an option.
    """
    return _checked(_PACKAGE, name, f"{workload}: {name!r} cannot name a package")


def unit(name: str, workload: str) -> str:
    """The name of a system service.

    Raises:
        InvalidInputError: If it would be taken for an option or a path.
    """
    return _checked(_UNIT, name, f"{workload}: {name!r} cannot name a system service")


def source(url: str, workload: str) -> str:
    """Where git gets a source from.

    Raises:
        InvalidInputError: If git would not take it for a URL, or if it holds a password.
    """
    if _PASSWORD.search(url):
        hint = "leave the password out and let git ask its credential helper"
        raise InvalidInputError(f"{workload}: the URL of its source holds a password", hint)
    return _checked(_SOURCE, url, f"{workload}: {url!r} is no URL of a git repository")


def path(text: str, workload: str) -> str:
    """An absolute path on a machine.

    Raises:
        InvalidInputError: If it is relative, leads upwards, or has a variable in it.
    """
    parts = PurePosixPath(text)
    if not parts.is_absolute() or ".." in parts.parts or not text.isprintable() or "$" in text:
        hint = "write it from / without .. and $"
        raise InvalidInputError(f"{workload}: {text!r} is no absolute path", hint)
    return text


def _checked(pattern: re.Pattern[str], text: str, problem: str) -> str:
    if pattern.fullmatch(text) is None:
        raise InvalidInputError(problem, "change it in the type's implementation or in the model")
    return text
