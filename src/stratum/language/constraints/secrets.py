"""Secrets: no password, token or key stands in a model as plain text."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Typed, error
from stratum.language.metamodel import Attribute, Shape

_SECRET: Final = re.compile(
    r".*(password|passwd|passphrase|pwd|secret|token|apikey|accesskey|secretkey|privatekey|credentials?)"
)
_REFERENCE: Final = re.compile(r"(env|file):.+|\$\{.*\}")
_TEXTS: Final = frozenset({Shape.STRING, Shape.SCALAR, Shape.ANY, Shape.INTEGER, Shape.NUMBER})


def plain(context: Context) -> Iterable[Finding]:
    """Nothing whose name is that of a secret has it as a plain value."""
    for _, typed in context.everything():
        attributes, written = typed.type.attributes, typed.element.positions
        for name, value in typed.element.attributes.items():
            if name in written and name in attributes and (isinstance(value, Mapping) or is_secret(name)):
                for path in _exposed(attributes[name], name, name, value):
                    yield _told(typed, attributes[name], path)


@functools.lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether a key has the name of a secret, such as ``dbPassword`` or ``API_KEY``."""
    return _SECRET.fullmatch(re.sub(r"[^a-z]", "", name.lower())) is not None


def _exposed(attribute: Attribute | None, name: str, path: str, value: object) -> Iterator[str]:
    """Paths of the values under an attribute that are secrets in plain text."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            field = attribute.fields.get(key, attribute.items) if attribute is not None else None
            yield from _exposed(field, str(key), f"{path}.{key}", inner)
    elif attribute is None or attribute.shape in _TEXTS:
        given = isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value)
        if given and is_secret(name) and not _REFERENCE.fullmatch(given):
            yield path


def _told(typed: Typed, attribute: Attribute, path: str) -> Finding:
    message = f"{path} of {typed.name} is a secret in plain text"
    fix = "write env:NAME for an environment variable or file:PATH for a file, never the secret itself"
    at = path if path in typed.element.positions else attribute.name
    return error(Code.PLAIN_TEXT, typed, message, fix, at=at)
