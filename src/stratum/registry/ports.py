"""The port of the registry: what the rest of the platform asks of it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Protocol

from stratum.core.bundles import ModelProfile
from stratum.registry.types import ModelVersion, Stage


class Registry(Protocol):
    """Versions of models and their bundles. Safe for several processes at a time."""

    def register(self, bundle: Path, run: str, trusted: Collection[str] = ()) -> ModelVersion:
        """Take a copy of a bundle; the same content again gives the version that it has.

        Args:
            bundle: Its folder.
            run: Where it came of; empty for what is taken in.
            trusted: Keys that are named before others as who measured it.

        Raises:
            NotFoundError: If there is no bundle.
            InvalidInputError: If it differs from its manifest, or its measurements were changed or cannot be.
        """
        ...

    def list(self) -> tuple[ModelVersion, ...]:
        """All versions, by name and then newest first."""
        ...

    def get(self, reference: str) -> ModelVersion:
        """The version that ``name``, ``name@3`` or ``name@champion`` means; a name prefers its champion.

        Raises:
            NotFoundError: If there is none.
        """
        ...

    def promote(self, name: str, version: int, stage: Stage) -> ModelVersion:
        """Change a version's stage; a new champion makes the old one final.

        Raises:
            NotFoundError: If there is no such version.
        """
        ...

    def trace(self, name: str, version: int, origin: Mapping[str, object]) -> ModelVersion:
        """Say why a version was trained; what was said before is replaced.

        Raises:
            NotFoundError: If there is no such version.
        """
        ...

    def measure(self, name: str, version: int, profiles: Mapping[str, ModelProfile]) -> ModelVersion:
        """Keep what a version and its variants need, as it was measured; what was kept before is replaced.

        Raises:
            NotFoundError: If there is no such version.
        """
        ...

    def alias(self, name: str, alias: str, version: int | None) -> None:
        """Let an alias name a version, instead of the one that it named; None takes the alias away.

        Raises:
            NotFoundError: If there is no such version.
            InvalidInputError: If it is no name for an alias.
        """
        ...

    def sign(self, version: ModelVersion) -> Path:
        """Vouch for a version with the key of the workspace; gives the folder of its bundle.

        Raises:
            InvalidInputError: If the bundle is damaged, or the key is none.
        """
        ...

    def bundle_path(self, version: ModelVersion) -> Path:
        """Folder of the version's bundle, after comparing every file with its digest.

        Raises:
            InvalidInputError: If the bundle is damaged; the message names the file.
        """
        ...
