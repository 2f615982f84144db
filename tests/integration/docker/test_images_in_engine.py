"""Images on a real engine: built once, older ones removed; the readable file builds, runs and predicts."""

import dataclasses
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import msgspec
import pytest

from stratum.deployment.backends.docker_answers import Image, Made
from stratum.deployment.backends.docker_api import Engine, chosen
from stratum.deployment.backends.docker_images import Images
from stratum.deployment.images.build import ROLE, Recipe, built
from stratum.deployment.images.dockerfile import cpu, render_dockerfile, render_requirements
from stratum.deployment.images.roles import ROLES, Role
from stratum.testing.bundles import write_numeric_bundle
from stratum.testing.containers import DockerSite
from stratum.testing.waiting import wait_until

PORT = 8080
MODEL = next(role for role in ROLES if role.name == "model")
TENSOR = {"name": "input", "shape": [1, 3], "datatype": "FP32", "data": [1.0, 2.5, -3.0]}


@pytest.fixture
def engine(docker_host: str) -> Engine:
    return Engine(docker_host)


def tags(engine: Engine, role: Role) -> set[str]:
    found = engine.read(tuple[Image, ...], "/images/json", filters=chosen({ROLE: role.name}))
    return {tag for image in found for tag in image.repo_tags or ()}


def test_an_image_is_built_once_and_takes_the_place_of_the_one_before(engine: Engine) -> None:
    role = Role("probe", "a test", ("probe",), ("msgspec",))
    older = Recipe(role, "0" * 64)
    with built([older], {}) as archive:
        engine.load(archive)
    assert tags(engine, role) == {older.name}
    images = Images(engine)
    name = images.ensure(role)
    assert tags(engine, role) == {name}
    before = engine.read(dict[str, object], f"/images/{name}/json")["Id"]
    assert images.ensure(role) == name
    assert engine.read(dict[str, object], f"/images/{name}/json")["Id"] == before
    engine.delete(f"/images/{name}")


def context(files: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


@pytest.fixture
def packed(engine: Engine, docker_host: str) -> Iterator[str]:
    """An image from the readable file. No index is reached here: its base has the distributions."""
    base = Images(engine).ensure(dataclasses.replace(MODEL, name="base", requires=(*MODEL.requires, "pip")))
    name = "stratum-model:test"
    options = {"BASE": base, "PIP_OPTIONS": "--no-index"}
    transport = httpx.HTTPTransport(uds=docker_host.removeprefix("unix://"))
    with httpx.Client(transport=transport, base_url="http://engine", timeout=120) as client:
        answer = client.post(
            "/build",
            params={"t": name, "buildargs": json.dumps(options), "networkmode": "none", "rm": "true"},
            content=context({
                "Dockerfile": render_dockerfile(MODEL, cpu()),
                "requirements.txt": render_requirements(MODEL, cpu()),
                "note.whl": "",
            }),
        )
    assert "Successfully tagged" in answer.text, answer.text[-2000:]
    yield name
    engine.delete(f"/images/{name}")
    engine.delete(f"/images/{base}")


@pytest.mark.slow
def test_the_readable_file_builds_an_image_that_predicts(
    packed: str, site: DockerSite, tmp_path: Path
) -> None:
    write_numeric_bundle(tmp_path / "component/bundle")
    sleeping = site.launch("neighbour", "/bin/sleep", "300", host="fog-1")
    site.start(sleeping)
    spec = {"address": sleeping.address, "port": PORT, "name": "sums", "version": "3", "bundle": "bundle"}
    (tmp_path / "component/spec.json").write_text(json.dumps(spec))
    (host,) = site.hosts()
    body = {
        "Image": packed,
        "HostConfig": {
            "NetworkMode": f"container:{host.id}",
            "ReadonlyRootfs": True,
            "CapDrop": ["ALL"],
            "Binds": [f"{tmp_path}/component:/component:ro"],
        },
    }
    made = msgspec.json.decode(site.engine.make("/containers/create", body), type=Made).id
    try:
        site.engine.make(f"/containers/{made}/start", None)
        url = f"http://{sleeping.address}:{PORT}/v2"
        wait_until(lambda: ready(f"{url}/health/ready"), 60, "the model")
        answer = httpx.post(f"{url}/models/sums/infer", json={"inputs": [TENSOR]}, timeout=10)
        assert answer.status_code == 200
        assert {out["name"]: out["data"] for out in answer.json()["outputs"]}["label"] == [1]
    finally:
        site.engine.delete(f"/containers/{made}", force=True)


def ready(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.TransportError:
        return False
