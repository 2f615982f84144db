"""Whether a bundle is what its manifest says."""

from collections.abc import Mapping

import msgspec

from stratum.core.bundles import FILES, FORMAT, Manifest
from stratum.core.errors import InvalidInputError


def parse_manifest(place: str, content: bytes) -> Manifest:
    """The manifest that ``content`` says.

    Args:
        place: Named in errors.
        content: Bytes of ``manifest.json``.

    Raises:
        InvalidInputError: If it is no manifest of this format, lacks the model, or names files outside.
    """
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as error:
        raise InvalidInputError(f"{place}: the manifest is damaged ({error})", "train again") from None
    if manifest.format != FORMAT:
        raise InvalidInputError(f"{place} has format {manifest.format!r}, not {FORMAT!r}", "train again")
    if FILES.get(manifest.form) != manifest.graph or manifest.graph not in manifest.files:
        raise InvalidInputError(f"{place}: the manifest names no model of a known form", "train again")
    for name in manifest.files:
        if "/" in name or "\\" in name or name.startswith("."):
            raise InvalidInputError(f"{place}: the manifest names {name!r}, no plain file", "train again")
    return manifest


def check_files(place: str, manifest: Manifest, found: Mapping[str, str]) -> None:
    """Compare the files of a bundle with its manifest.

    Args:
        place: Named in errors.
        manifest: What should be.
        found: Digest of each file that is there, by name.

    Raises:
        InvalidInputError: On the first file that is missing or differs.
    """
    for name, digest in manifest.files.items():
        if name not in found:
            raise InvalidInputError(f"{place}: file {name!r} is missing", "register it again from its run")
        if found[name] != digest:
            raise InvalidInputError(
                f"{place}: file {name!r} is damaged ({found[name][:12]}…, expected {digest[:12]}…)",
                "register it again from its run",
            )
