"""A workspace with a small application and two versions of a model, registered without training."""

import dataclasses
from pathlib import Path

from stratum.core.bundles import Lineage
from stratum.registry.types import ModelVersion
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.bundles import write_bundle, write_mixed_bundle
from stratum.testing.repositories import git

DOCUMENTS = {
    "site.yaml": """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  fog-1: {type: FogServer, cpu: 2, memory: 2 GiB}
  gate: {type: EdgeGateway, cpu: 0.1, memory: 64 MiB}
links:
  wire: {between: [fog-1, gate], latency: 5 ms}
""",
    "shop.yaml": """\
stratum: 1
kind: Application
name: shop
infrastructure: site.yaml
components:
  archive: {type: SqliteDatabase, hostedOn: fog-1}
""",
}
ROW = {"carrier": "AA", "delay": 12.5, "scheduled": "2013-09-01T17:30:00Z"}


def write_catalogue(root: Path) -> Parts:
    """Make ``root`` a workspace with a git repository, and register ``late@1`` and ``late@2`` in it."""
    for name, text in {**DOCUMENTS, ".gitignore": ".stratum/\n"}.items():
        (root / name).write_text(text, encoding="utf-8")
    git(root, "init", "-q")
    git(root, "config", "user.name", "Ada")
    git(root, "config", "user.email", "ada@example.org")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    parts = Parts(Settings(workspace=root))
    for number in (1, 2):
        register_version(parts, root, number)
    return parts


def register_version(parts: Parts, scratch: Path, number: int) -> ModelVersion:
    """Register a version of ``late`` whose figures, parameters and data follow from ``number``."""
    folder = scratch / ".stratum" / f"bundle-{number}"
    manifest = write_mixed_bundle(folder)
    graph = (folder / manifest.graph).read_bytes()
    told = dataclasses.replace(
        manifest,
        parameters={"depth": number},
        metrics={"roc_auc": 0.7 + number / 100, "log_loss": 0.6 - number / 100},
        lineage=Lineage("p" * 64, {"departures": f"{number}" * 64}, "c" * 40, {"numpy": "2.2"}, seed=7),
    )
    write_bundle(folder, told, graph)
    return parts.registry.register(folder, f"run-{number}")
