"""Whose models are measured; what is measured is in the integration tests."""

from pathlib import Path

import pytest

from stratum.core.errors import PermanentError
from stratum.runtime.profiling import profile_version
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.bundles import write_numeric_bundle


def test_a_model_that_nobody_vouches_for_is_not_measured(tmp_path: Path) -> None:
    parts = Parts(Settings(tmp_path))
    write_numeric_bundle(tmp_path / "taken")
    version = parts.registry.register(tmp_path / "taken", "")
    (tmp_path / "allowed_signers").write_text(f"me {parts.signer.public()}\n")
    with pytest.raises(PermanentError, match="is not signed"):
        profile_version(parts, version)
    assert not parts.registry.get(f"{version.name}@{version.version}").profiles
