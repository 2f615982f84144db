"""Who vouches for models: signed here, checked before they are loaded where the workspace trusts signers."""

from collections.abc import Mapping
from pathlib import Path

from stratum.core.bundles import MANIFEST
from stratum.core.errors import InvalidInputError
from stratum.data.signing import check_signers, signers_of
from stratum.registry.folders import needs_of
from stratum.registry.logic.bundles import parse_manifest
from stratum.registry.logic.signers import FILE, read_signers
from stratum.registry.types import ModelVersion
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts


def trusted(parts: Parts) -> Mapping[str, str]:
    """Names of the signers that the workspace trusts, by public key; without its file, it asks for none.

    Raises:
        InvalidInputError: If the file names nobody, or cannot be read; the line is named.
    """
    path = parts.workspace.root / FILE
    if not path.exists():
        return {}
    try:
        found = read_signers(path.read_text("utf-8"))
    except (OSError, UnicodeError) as error:
        raise InvalidInputError(f"{path} cannot be read: {error}", "write it anew, or remove it") from None
    if not found:
        raise InvalidInputError(f"{path} names no signer: no model could be loaded", "add one, or remove it")
    return found


def vouched_path(parts: Parts, version: ModelVersion) -> Path:
    """Folder of a version's bundle that may be loaded.

    Raises:
        InvalidInputError: If it is damaged.
        PermanentError: If the workspace trusts signers and none of them signed it.
    """
    folder = parts.registry.bundle_path(version)
    check_signers(folder, trusted(parts))
    return folder


def signers_view(parts: Parts, folder: Path) -> list[Json]:
    """Who signed a bundle: key, the name by which the workspace knows it, whether it is trusted."""
    known = trusted(parts)
    return [{"key": key, "name": known.get(key, ""), "trusted": key in known} for key in signers_of(folder)]


def verdict(parts: Parts, reference: str) -> Json:
    """Whether a version is as its manifest says, who signed it, and whether it may be loaded.

    Raises:
        NotFoundError: If there is no such version.
        InvalidInputError: If its bundle is damaged, or what was measured of it was changed or cannot be.
    """
    version = parts.registry.get(reference)
    folder = parts.registry.bundle_path(version)
    needs_of(folder, parse_manifest(str(folder), (folder / MANIFEST).read_bytes()), version.digest)
    found, asked = signers_view(parts, folder), bool(trusted(parts))
    return {
        "model": f"{version.name}@{version.version}",
        "digest": version.digest,
        "signers": found,
        "asked": asked,
        "accepted": not asked or any(one["trusted"] for one in found),
    }
