"""Secrets: no password, token or key stands in a model as plain text."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum.core.findings import Finding
from stratum.core.secrets import holds_secret, is_reference, is_secret_name, tells_secret
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Typed, error
from stratum.language.metamodel import Attribute, Shape

_TEXTS: Final = frozenset({Shape.STRING, Shape.SCALAR, Shape.ANY, Shape.INTEGER, Shape.NUMBER})


def plain(context: Context) -> Iterable[Finding]:
    """No value is a secret by its name, and none has one in it."""
    for _, typed in context.everything():
        attributes, written = typed.type.attributes, typed.element.positions
        for name, value in typed.element.attributes.items():
            if name in written and name in attributes and _is_suspect(name, value):
                for path in _exposed(attributes[name], name, name, value):
                    yield _told(typed, attributes[name], path)


def _is_suspect(name: str, value: object) -> bool:
    """Whether a value is worth a closer look; most are not."""
    if isinstance(value, str):
        return "://" in value or "=" in value or is_secret_name(name)
    return isinstance(value, (Mapping, tuple)) or is_secret_name(name)


def _exposed(attribute: Attribute | None, name: str, path: str, value: object) -> Iterator[str]:
    """Paths of the values under an attribute that are or hold secrets in plain text."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            field = attribute.fields.get(key, attribute.items) if attribute is not None else None
            yield from _exposed(field, str(key), f"{path}.{key}", inner)
    elif isinstance(value, tuple):
        yield from _in_list(attribute, name, path, value)
    elif isinstance(value, str) and holds_secret(value):
        yield path
    elif attribute is None or attribute.shape in _TEXTS:
        given = isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value)
        if given and is_secret_name(name) and not is_reference(given):
            yield path


def _in_list(attribute: Attribute | None, name: str, path: str, values: tuple[object, ...]) -> Iterator[str]:
    """A list that is a command with a secret is told as a whole; of another one, what its items hold."""
    if tells_secret(value for value in values if isinstance(value, str)):
        yield path
        return
    items = attribute.items if attribute is not None else None
    for value in values:
        yield from _exposed(items, name, path, value)


def _told(typed: Typed, attribute: Attribute, path: str) -> Finding:
    message = f"{path} of {typed.name} is a secret in plain text"
    fix = "write env:NAME for an environment variable or file:PATH for a file, never the secret itself"
    at = path if path in typed.element.positions else attribute.name
    return error(Code.PLAIN_TEXT, typed, message, fix, at=at)
