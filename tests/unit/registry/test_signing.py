"""The key of a workspace, and versions that carry its signature."""

import dataclasses
import io
import json
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from stratum.core.bundles import (
    GRAPH,
    MANIFEST,
    MEASURED,
    SIGNATURE,
    Forecast,
    Latency,
    ModelProfile,
    Variant,
)
from stratum.core.digests import canonical_json
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.data.signing import Statement, signers_of
from stratum.registry.archive import read_archive, write_archive
from stratum.registry.keys import Signer
from stratum.registry.layout import read_layout, write_layout
from stratum.registry.logic.measured import KIND, measurement
from stratum.registry.logic.signers import read_signers
from stratum.registry.service import FileRegistry
from stratum.testing.bundles import write_bundle, write_numeric_bundle
from stratum.testing.fakes import ManualClock


def signer(folder: Path) -> Signer:
    return Signer(folder / "signing.key", may_make=True)


def registry(folder: Path) -> FileRegistry:
    return FileRegistry(folder, ManualClock(), signer=signer(folder))


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    manifest = write_numeric_bundle(folder)
    small = Variant("int8", GRAPH, 2048, {})
    write_bundle(folder, dataclasses.replace(manifest, variants=(small,)), (folder / GRAPH).read_bytes())
    return folder


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = signer(tmp_path).public()
    assert signer(tmp_path).public() == first
    assert stat.S_IMODE((tmp_path / "signing.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["signing.key"]


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    signer(tmp_path).public()
    (tmp_path / "signing.key").chmod(0o644)
    with pytest.raises(InvalidInputError, match="others may read"):
        signer(tmp_path).public()


def test_what_is_no_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="cannot be read"):
        Signer(tmp_path / "gone", may_make=False).public()
    (tmp_path / "signing.key").write_text("nothing")
    (tmp_path / "signing.key").chmod(0o600)
    with pytest.raises(InvalidInputError, match="holds no Ed25519 private key"):
        signer(tmp_path).public()


def test_what_was_trained_here_is_signed_and_what_was_taken_in_is_not(bundle: Path, tmp_path: Path) -> None:
    trained, taken = registry(tmp_path / "one"), registry(tmp_path / "two")
    ours, theirs = trained.register(bundle, "run-1"), taken.register(bundle, "")
    assert ours.digest == theirs.digest
    assert signers_of(trained.bundle_path(ours)) == (signer(tmp_path / "one").public(),)
    assert signers_of(taken.bundle_path(theirs)) == ()


def test_a_signature_travels_and_another_is_added(bundle: Path, tmp_path: Path) -> None:
    one, two = registry(tmp_path / "one"), registry(tmp_path / "two")
    file = io.BytesIO()
    write_archive(one.bundle_path(one.register(bundle, "run-1")), file)
    (tmp_path / "in").mkdir()
    read_archive(file, tmp_path / "in")
    version = two.register(tmp_path / "in", "")
    assert signers_of(two.bundle_path(version)) == (signer(tmp_path / "one").public(),)
    both = signers_of(two.sign(version))
    assert both == (signer(tmp_path / "one").public(), signer(tmp_path / "two").public())
    assert (two.bundle_path(version) / SIGNATURE).is_file()


PROFILE = ModelProfile(2**27, 0.8, (Latency(1, 0.001, 0.002),), 1.01, 4096)


def measured(bundle: Path, folder: Path) -> Path:
    """Folder of a version in a registry of its own, after it was measured there."""
    ours = registry(folder)
    version = ours.register(bundle, "run-1")
    assert not (ours.bundle_path(version) / MEASURED).exists()
    ours.measure("sum-sign", 1, {"": PROFILE, "int8": PROFILE})
    assert ours.get("sum-sign").profiles[""].by == ""
    return ours.bundle_path(version)


@pytest.mark.parametrize("way", ["zip", "oci"])
def test_what_was_measured_travels_with_who_measured_it(bundle: Path, tmp_path: Path, way: str) -> None:
    source, target = measured(bundle, tmp_path / "one"), tmp_path / "in"
    target.mkdir()
    if way == "zip":
        file = io.BytesIO()
        write_archive(source, file)
        read_archive(file, target)
    else:
        write_layout(source, "1", tmp_path / "layout")
        read_layout(tmp_path / "layout", target)
    two = registry(tmp_path / "two")
    taken = two.register(target, "")
    theirs = dataclasses.replace(PROFILE, by=signer(tmp_path / "one").public())
    assert taken.profiles == two.get("sum-sign").profiles == {"": theirs, "int8": theirs}
    two.measure("sum-sign", 1, {"": PROFILE})
    assert two.get("sum-sign").profiles == {"": PROFILE}


@pytest.mark.parametrize("change", ["payload", "signatures", "bundle", "kind"])
def test_measurements_that_were_changed_are_refused(bundle: Path, tmp_path: Path, change: str) -> None:
    source, key = measured(bundle, tmp_path / "one"), signer(tmp_path / "one")
    told = json.loads((source / MEASURED).read_text())
    if change == "payload":
        told |= {"payload": f"e30{told['payload'][3:]}"}
    if change == "signatures":
        told |= {"signatures": []}
    content = json.dumps(told).encode()
    if change == "bundle":
        content = key.sign(None, "sum-sign", "e" * 64, measurement({"": PROFILE}))
    if change == "kind":
        content = (source / SIGNATURE).read_bytes()
    (source / MEASURED).write_bytes(content)
    two = registry(tmp_path / "two")
    with pytest.raises(InvalidInputError, match=r"measured.json was changed: no signature of it holds"):
        two.register(source, "")
    assert two.list() == ()


def test_measurements_that_say_something_else_are_refused(bundle: Path, tmp_path: Path) -> None:
    source, key = measured(bundle, tmp_path / "one"), signer(tmp_path / "one")
    digest = registry(tmp_path / "one").get("sum-sign").digest
    odd = Statement(KIND, {"profiles": {"": {"memory": "much"}}})
    (source / MEASURED).write_bytes(key.sign(None, "sum-sign", digest, odd))
    with pytest.raises(InvalidInputError, match="tells no needs"):
        registry(tmp_path / "two").register(source, "")


def slow(*rows: int) -> tuple[Latency, ...]:
    return tuple(Latency(number, 0.001, 0.002) for number in rows)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"latency": ()}, "another number of rows than 1"),
        ({"latency": slow(8, 64)}, "another number of rows than 1"),
        ({"latency": slow(1, 64, 8)}, "is not by number of rows"),
        ({"latency": (Latency(1, -1.0, 0.1),)}, "seconds"),
        ({"latency": (Latency(1, 0.1, 1e300),)}, "seconds"),
        ({"start": -0.1}, "seconds"),
        ({"memory": 0}, "bytes"),
        ({"memory": -(10**18)}, "bytes"),
        ({"memory": 10**18}, "bytes"),
        ({"size": -1}, "bytes"),
        ({"score": -1.0}, "figures"),
    ],
)
def test_measurements_of_what_cannot_be_are_refused(
    bundle: Path, tmp_path: Path, change: dict[str, object], why: str
) -> None:
    source, key = measured(bundle, tmp_path / "one"), signer(tmp_path / "one")
    digest, two = registry(tmp_path / "one").get("sum-sign").digest, registry(tmp_path / "two")
    odd = measurement({"": PROFILE, "int8": dataclasses.replace(PROFILE, **change)})  # type: ignore[arg-type]
    (source / MEASURED).write_bytes(key.sign(None, "sum-sign", digest, odd))
    with pytest.raises(InvalidInputError, match=f"tells no needs: the variant 'int8': .*{why}"):
        two.register(source, "")
    assert two.list() == ()


@pytest.mark.parametrize("names", [(), ("int8",), ("",), ("", "int8", "float16")])
def test_measurements_are_of_the_model_and_each_of_its_variants(
    bundle: Path, tmp_path: Path, names: Sequence[str]
) -> None:
    source, key = measured(bundle, tmp_path / "one"), signer(tmp_path / "one")
    digest = registry(tmp_path / "one").get("sum-sign").digest
    odd = measurement(dict.fromkeys(names, PROFILE))
    (source / MEASURED).write_bytes(key.sign(None, "sum-sign", digest, odd))
    with pytest.raises(InvalidInputError, match=r"is not there|no variant 'float16'"):
        registry(tmp_path / "two").register(source, "")


@pytest.mark.parametrize(
    ("windows", "rows", "why"),
    [
        ([{"rows": 3}, {"rows": 7}], 8, ""),
        ([{"rows": 3}, {"rows": 7}], 1, "another number of rows than 8"),
        ([{}], 1, "windows of its forecast cannot be read"),
        ([], 1, "windows of its forecast cannot be read"),
    ],
)
def test_a_forecast_is_measured_with_the_rows_that_it_asks_for(
    tmp_path: Path, windows: list[dict[str, object]], rows: int, why: str
) -> None:
    manifest = write_numeric_bundle(tmp_path / "bundle")
    forecast = Forecast("t", "", "y", 1, 1, 1, "s", tuple(windows))
    content = dataclasses.replace(manifest, task="forecasting", forecast=forecast).document()
    (tmp_path / "bundle" / MANIFEST).write_bytes(canonical_json(content))
    ours, two = registry(tmp_path / "one"), registry(tmp_path / "two")
    ours.register(tmp_path / "bundle", "run-1")
    known = ours.measure("sum-sign", 1, {"": dataclasses.replace(PROFILE, latency=slow(rows))})
    if why:
        with pytest.raises(InvalidInputError, match=why):
            two.register(ours.bundle_path(known), "")
    else:
        assert two.register(ours.bundle_path(known), "").profiles[""].latency == slow(rows)


def test_of_several_who_signed_a_measurement_the_trusted_one_is_named(bundle: Path, tmp_path: Path) -> None:
    source, trusted = measured(bundle, tmp_path / "one"), signer(tmp_path / "trusted")
    digest, file = registry(tmp_path / "one").get("sum-sign").digest, source / MEASURED
    told = measurement({"": PROFILE, "int8": PROFILE})
    file.write_bytes(trusted.sign(file.read_bytes(), "sum-sign", digest, told))
    two, three = registry(tmp_path / "two"), registry(tmp_path / "three")
    assert two.register(source, "").profiles[""].by == signer(tmp_path / "one").public()
    known = three.register(source, "", {trusted.public()})
    assert {one.by for one in known.profiles.values()} == {trusted.public()}


def test_trusted_signers_are_read_as_openssh_writes_them(tmp_path: Path) -> None:
    key = signer(tmp_path).public()
    assert read_signers(f"# people\n\nada {key} a comment\n") == {key: "ada"}
    for wrong in ("ada", "ada ssh-rsa AAAA", f"ada namespaces=git {key}", f"{key}"):
        with pytest.raises(InvalidInputError, match="allowed_signers:1"):
            read_signers(wrong)
