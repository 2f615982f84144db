"""References to versions: ``name``, ``name@3``, ``name@champion``, ``name@alias``."""

import re
from collections.abc import Sequence

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.registry.types import ModelVersion, Stage

_ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


def split_reference(reference: str) -> tuple[str, str]:
    """Name and selector of a reference; the selector is empty where there is none.

    Raises:
        InvalidInputError: If the name is empty, or ``@`` has nothing after it.
    """
    name, at, selector = reference.partition("@")
    if not name or (at and not selector):
        raise InvalidInputError(f"{reference!r} names no model", "write name, name@3 or name@champion")
    return name, selector


def find_version(versions: Sequence[ModelVersion], reference: str) -> ModelVersion:
    """The version that a reference means.

    A plain name means the champion, else the newest version that is neither retired nor on trial, else the
    newest. A stage means the newest version of that stage.

    Args:
        versions: All versions of the reference's name.
        reference: As above.

    Raises:
        NotFoundError: If there is none; the hint lists what there is.
        InvalidInputError: If the selector is neither a number, a stage nor an alias.
    """
    name, selector = split_reference(reference)
    if not versions:
        raise NotFoundError(f"there is no model {name!r}", "train one, or see: stratum models list")
    newest = sorted(versions, key=lambda v: v.version, reverse=True)
    if selector and not (selector.isdecimal() or selector in _known(versions)):
        known = ", ".join((*Stage, *sorted(_known(versions) - set(Stage))))
        raise InvalidInputError(f"{selector!r} is no version", f"a number or one of {known}")
    found = [v for v in newest if _selects(selector, v)] if selector else _preferred(newest)
    if not found:
        known = ", ".join(f"{v.version} ({v.stage})" for v in newest)
        raise NotFoundError(f"model {name!r} has no version {selector!r}", f"there are: {known}")
    return found[0]


def check_alias(alias: str) -> None:
    """Refuse a name that is no alias.

    Raises:
        InvalidInputError: If it is a number, a stage, or has other characters than a name.
    """
    if not _ALIAS.fullmatch(alias) or alias in set(Stage):
        raise InvalidInputError(
            f"{alias[:80]!r} is no alias", f"letters, digits, _ and -, a letter first; not {', '.join(Stage)}"
        )


def _known(versions: Sequence[ModelVersion]) -> set[str]:
    return {*Stage, *(alias for version in versions for alias in version.aliases)}


def _selects(selector: str, version: ModelVersion) -> bool:
    if selector.isdecimal():
        return version.version == int(selector)
    return version.stage == selector or selector in version.aliases


def _preferred(newest: Sequence[ModelVersion]) -> list[ModelVersion]:
    champions = [v for v in newest if v.stage is Stage.CHAMPION]
    current = [v for v in newest if v.stage not in {Stage.RETIRED, Stage.CHALLENGER}]
    return [*champions, *current, *newest]
