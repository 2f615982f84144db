"""What a model needs, measured on a real server."""

import dataclasses
from pathlib import Path

import pytest

from stratum.core.bundles import GRAPH, MANIFEST, Variant
from stratum.core.digests import canonical_json
from stratum.core.errors import TransientError
from stratum.runtime.profiling import ROWS, measure, profile_version
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.bundles import write_mixed_bundle, write_numeric_bundle


def test_a_model_and_its_variant_are_measured_as_they_are_served(tmp_path: Path) -> None:
    manifest = write_mixed_bundle(tmp_path / "late")
    content = (tmp_path / "late" / GRAPH).read_bytes()
    (tmp_path / "late" / "small.onnx").write_bytes(content)
    varied = dataclasses.replace(
        manifest,
        files={**manifest.files, "small.onnx": manifest.files[GRAPH]},
        variants=(Variant("small", "small.onnx", len(content), {}),),
    )
    (tmp_path / "late" / MANIFEST).write_bytes(canonical_json(dataclasses.asdict(varied)))
    parts = Parts(Settings(tmp_path))
    found = profile_version(parts, parts.registry.register(tmp_path / "late", "run")).profiles
    assert found == parts.registry.get("late").profiles
    assert found.keys() == {"", "small"}
    for profile in found.values():
        assert tuple(one.rows for one in profile.latency) == ROWS
        assert all(0 < one.median <= one.p95 < 10 for one in profile.latency)
        assert 30e6 < profile.memory < 1e9
        assert 0.1 < profile.start < 60
        assert (profile.size, profile.score > 0.01) == (len(content), True)


def test_a_model_that_no_server_can_load_is_said_to_be_so(tmp_path: Path) -> None:
    write_numeric_bundle(tmp_path)
    (tmp_path / GRAPH).write_bytes(b"no graph")
    with pytest.raises(TransientError, match="cannot be measured: model-server: bundle"):
        measure(tmp_path)
