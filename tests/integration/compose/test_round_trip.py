"""A Compose file that is imported and exported again means the same to docker-compose."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from stratum.compiler.importers.compose.project import import_compose
from stratum.language.library import library
from stratum.runtime.exporting import export
from stratum.testing.exports import blueprint_in

FILES = Path(__file__).parents[2] / "unit" / "compiler" / "importers" / "compose" / "files"
NAMES = ("kafka", "vision", "voting", "watching", "wordpress")
TOOL = "docker-compose"
REQUIRED = re.compile(r"\$\{(\w+):\?")
SAID = (
    *("image", "command", "entrypoint", "environment", "ports", "volumes", "depends_on", "healthcheck"),
    *("restart", "user", "working_dir"),
)

pytestmark = pytest.mark.skipif(
    shutil.which(TOOL) is None, reason="docker-compose of Debian is not installed"
)


def configuration(file: Path, environment: dict[str, str]) -> dict[str, Any]:
    command = [TOOL, "--project-directory", "/project", "-f", str(file), "config"]
    done = subprocess.run(
        command, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    services: dict[str, Any] = yaml.safe_load(done.stdout)["services"]
    return {name: meaning(body) for name, body in services.items()}


def meaning(body: dict[str, Any]) -> dict[str, Any]:
    """What a service is told, with what the engine would take anyway, in one spelling."""
    found = {key: body.get(key) for key in SAID}
    image = str(found["image"]).removeprefix("docker.io/library/")
    found["image"] = image if ":" in image.rpartition("/")[2] else f"{image}:latest"
    found["restart"] = found["restart"] or "no"
    found["environment"] = {k: str(v) for k, v in (found["environment"] or {}).items()}
    found["ports"] = sorted(map(port, found["ports"] or []))
    found["volumes"] = sorted(map(volume, found["volumes"] or []))
    found["depends_on"] = {
        name: (state or {}).get("condition", "service_started")
        for name, state in depends(found["depends_on"])
    }
    found |= {key: words(found[key]) for key in ("command", "entrypoint")}
    found["healthcheck"] = asked(found["healthcheck"] or {})
    resources = body.get("deploy", {}).get("resources", {})
    found["resources"] = {kind: amounts(resources.get(kind, {})) for kind in ("limits", "reservations")}
    found["replicas"] = body.get("deploy", {}).get("replicas", 1)
    return found


def words(told: Any) -> list[str]:
    return shlex.split(told.replace("$$", "$")) if isinstance(told, str) else told or []


def asked(health: dict[str, Any]) -> dict[str, Any]:
    if health.get("disable") or health.get("test") == ["NONE"]:
        return {"disable": True}
    test = health.get("test", [])
    found: dict[str, Any] = {"test": ["CMD-SHELL", test] if isinstance(test, str) else test}
    times = {"interval": "30s", **health} if health else {}
    return found | {k: seconds(v) if k != "retries" else v for k, v in times.items() if k != "test"}


def seconds(told: str) -> float:
    scales = {"h": 3600, "m": 60, "s": 1, "ms": 0.001}
    return sum(float(n) * scales[unit] for n, unit in re.findall(r"([0-9.]+)(ms|h|m|s)", told))


def depends(told: Any) -> list[tuple[str, Any]]:
    return list(told.items()) if isinstance(told, dict) else [(name, None) for name in told or []]


def port(told: Any) -> str:
    if isinstance(told, dict):
        return f"{told['published']}:{told['target']}/{told.get('protocol', 'tcp')}"
    return str(told) if "/" in str(told) else f"{told}/tcp"


def volume(told: Any) -> str:
    if isinstance(told, dict):
        return f"{told['source']}:{told['target']}:{'ro' if told.get('read_only') else 'rw'}"
    return str(told) if str(told).endswith((":ro", ":rw")) else f"{told}:rw"


def amounts(told: dict[str, Any]) -> dict[str, Any]:
    units = {"g": 2**30, "m": 2**20}
    said = str(told.get("memory", "")).lower()
    memory = float(said[:-1]) * units[said[-1]] if said else 0
    devices = [(d.get("count"), d.get("capabilities")) for d in told.get("devices", [])]
    return {"cpus": float(told.get("cpus", 0)), "memory": memory, "devices": devices}


@pytest.mark.parametrize("name", NAMES)
def test_import_and_export_keep_the_meaning(name: str, tmp_path: Path) -> None:
    file = FILES / f"{name}.yaml"
    imported = import_compose(file.read_text(encoding="utf-8"), file.name, name, library())
    for path, text in imported.files.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    exported = tmp_path / "out.yaml"
    exported.write_text(
        export(blueprint_in(tmp_path), "compose").rendering.files["compose.yaml"], encoding="utf-8"
    )

    before = configuration(file, {"SESSION_KEY": "secret"})
    secrets = dict(given(before, yaml.safe_load(exported.read_text(encoding="utf-8"))["services"]))
    assert configuration(exported, secrets) == before


def given(before: dict[str, Any], services: dict[str, Any]) -> list[tuple[str, str]]:
    """The secrets as whoever starts the application gives them."""
    found = []
    for name, body in services.items():
        for variable, value in body.get("environment", {}).items():
            if match := REQUIRED.match(str(value)):
                found.append((match[1], before[name]["environment"][variable].replace("$$", "$")))
    return found
