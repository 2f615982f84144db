"""Settings of a repository and attributes of its files, by which git calls other programs."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from stratum.store.repository import opened

ATTRIBUTES = ".gitattributes"


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """What is not as it should be, and would be written.

    Attributes:
        root: Folder of the workspace.
        settings: Value by key, for the settings of the repository on this machine.
        lines: Lines for the attributes.
    """

    root: Path
    settings: Mapping[str, str]
    lines: tuple[str, ...]

    @property
    def attributes(self) -> Path:
        """The file of the attributes."""
        return self.root / ATTRIBUTES


def plan(root: Path, settings: Mapping[str, str], lines: Sequence[str]) -> Plan:
    """What of some settings and attributes is not there yet.

    Raises:
        NotFoundError: If there is no repository.
    """
    with opened(root) as repository:
        config = repository.config
        missing = {k: v for k, v in settings.items() if k not in config or config[k] != v}
    place = root / ATTRIBUTES
    there = place.read_text(encoding="utf-8").splitlines() if place.is_file() else []
    return Plan(root, missing, tuple(line for line in lines if line not in there))


def write(found: Plan) -> None:
    """Write what is missing; what is there stays.

    Raises:
        TransientError: If somebody else writes the settings.
    """
    with opened(found.root) as repository:
        for key, value in found.settings.items():
            repository.config[key] = value
    if found.lines:
        place = found.attributes
        text = place.read_text(encoding="utf-8") if place.is_file() else ""
        begin = text if not text or text.endswith("\n") else f"{text}\n"
        place.write_text(begin + "".join(f"{line}\n" for line in found.lines), encoding="utf-8")
