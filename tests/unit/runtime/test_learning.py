"""What a training is compared with."""

from pathlib import Path

import pytest

from stratum.core.errors import PermanentError
from stratum.registry.keys import Signer
from stratum.registry.logic.signers import FILE
from stratum.registry.types import Stage
from stratum.runtime.learning import champion_of, with_champion, workshop
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.bundles import write_numeric_bundle


def test_a_champion_that_nobody_trusted_signed_is_not_loaded(tmp_path: Path) -> None:
    name = write_numeric_bundle(tmp_path / "bundle").name
    parts = Parts(Settings(workspace=tmp_path / "workspace", executor="inline"))
    version = parts.registry.register(tmp_path / "bundle", "")
    champion = parts.registry.promote(name, version.version, Stage.CHAMPION)
    assert champion_of(parts, name) == champion
    assert with_champion(parts, workshop(parts), champion).champion == parts.registry.bundle_path(version)
    (tmp_path / "workspace" / FILE).write_text(f"ada {Signer(tmp_path / 'key', may_make=True).public()}\n")
    with pytest.raises(PermanentError, match="is not signed"):
        with_champion(parts, workshop(parts), champion)
