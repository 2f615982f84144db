"""What differs between two specifications of a component, in words for people."""

import dataclasses
from collections.abc import Mapping

from stratum.core.quantities import Dimension, show_quantity
from stratum.deployment.types import ComponentSpec, Difference

_LONG = ("command", "files.", "after_ready")
_SHOWN = 3


def explain_difference(old: ComponentSpec, new: ComponentSpec) -> str:
    """The changed fields with both values, such as ``limits.memory 256 MiB → 512 MiB``.

    Long values (files, command lines) are only named. At most three fields are shown, the rest counted.
    """
    changed = differences(old, new)
    said = [_say(one) for one in changed[:_SHOWN]]
    more = len(changed) - len(said)
    return ", ".join(said) + (f" and {more} more" if more else "")


def differences(old: ComponentSpec, new: ComponentSpec) -> tuple[Difference, ...]:
    """Every changed field with both values, by name.

    Of long values (files, command lines) it is only told that they are ``added``, ``removed`` or ``changed``:
    they may hold what not everybody may read.
    """
    before, after = _flatten(dataclasses.asdict(old)), _flatten(dataclasses.asdict(new))
    changed = [key for key in sorted(before.keys() | after.keys()) if before.get(key) != after.get(key)]
    return tuple(_difference(key, before.get(key), after.get(key)) for key in changed)


def _difference(key: str, old: object, new: object) -> Difference:
    if key.startswith(_LONG):
        return Difference(key, "", "added" if old is None else "removed" if new is None else "changed")
    return Difference(key, _show(key, old), _show(key, new))


def _say(one: Difference) -> str:
    return f"{one.field} {one.before} → {one.after}" if one.before else f"{one.field} {one.after}"


def _show(key: str, value: object) -> str:
    match value:
        case None | "" | () | []:
            return "none"
        case int() if key == "limits.memory":
            return show_quantity(value, Dimension.BYTES) if value else "none"
        case tuple() | list():
            return ", ".join(map(str, value))
    return str(value)


def _flatten(value: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, item in value.items():
        if isinstance(item, Mapping):
            flat |= _flatten(item, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = item
    return flat
