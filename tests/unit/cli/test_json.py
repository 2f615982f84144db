"""Every command that changes nothing, or is told to change nothing, really answers programs in JSON."""

import json
import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from stratum.cli.group import walk
from stratum.cli.main import cli
from stratum.testing.catalogue import write_catalogue
from stratum.testing.repositories import git
from stratum.testing.small_flights import PIPELINE, write_departures
from stratum.training.logic.progress import Plan
from stratum.training.records import RunFolder
from stratum.training.types import Run

READS: Mapping[str, str] = {
    "check": "",
    "fix": "--dry-run",
    "log": "",
    "show": "HEAD",
    "diff": "",
    "branch list": "",
    "tag list": "",
    "verify": "",
    "merge": "HEAD --dry-run",
    "documents list": "",
    "edit add": "shop components page '{type: Dashboard, connectsTo: archive}' --dry-run",
    "edit set": "shop archive requires.memory='64 MiB' --dry-run",
    "edit unset": "shop archive hostedOn --dry-run",
    "edit rename": "shop archive rows --dry-run",
    "edit move": "shop archive components --dry-run",
    "edit remove": "shop archive --dry-run",
    "edit connect": "shop archive hostedOn gate --dry-run",
    "edit disconnect": "shop archive hostedOn fog-1 --dry-run",
    "edit apply": "edits.json --dry-run",
    "draw": "shop",
    "schema": "Application",
    "place": "shop",
    "data list": "",
    "data preview": "",
    "data profile": "",
    "data gc": "--tables 1 --dry-run",
    "data remote": "",
    "runs list": "",
    "runs show": "late-1",
    "runs compare": "late-1 late-2",
    "runs export": "late-1 report",
    "runs remove": "late-1 --dry-run",
    "runs gc": "--keep 1 --dry-run",
    "models list": "",
    "models show": "late",
    "models compare": "late@1 late@2",
    "models lineage": "late@1",
    "models verify": "late@1",
    "models expose": "late@1 --application shop --dry-run",
    "notebook status": "",
    "batch list": "",
    "plan": "shop",
    "status": "",
    "metrics": "",
    "history": "",
    "events": "",
    "why": "archive",
    "rules": "",
    "lifecycle": "",
    "comments list": "",
    "comments mentions": "ada",
    "users list": "",
    "users invitations": "",
    "users audit": "",
    "users provider list": "",
    "users registration": "",
    "tokens list": "",
}
"""Commands by what is written behind them."""
OTHERS = {
    "init", "commit", "switch", "restore", "push", "pull", "lock", "probe", "train", "serve", "predict",
    "logs", "apply", "emit", "destroy", "export", "scale", "resize", "migrate", "simulate", "retrain",
    "rollout", "rollback", "retrospect", "up", "demo", "completion", "man",
    "branch create", "branch delete", "tag create", "tag delete", "git-driver install", "git-driver diff",
    "git-driver merge", "documents new", "documents take", "documents rename", "documents copy",
    "documents remove", "data add", "data push", "data pull", "runs watch", "runs cancel", "models promote",
    "models rollback", "models try", "models export", "models import", "models alias", "models signer",
    "models sign", "notebook open", "notebook stop", "batch runs", "batch run", "import compose",
    "import tosca", "import webgmex", "import to-webgme", "comments add", "comments reply", "comments edit",
    "comments resolve", "comments delete", "users add", "users remove", "users role", "users password",
    "users invite", "users withdraw", "users provider add", "users provider remove", "tokens create",
    "tokens revoke",
}  # fmt: skip
"""Commands that change something, go on until they are ended, or want something that runs."""
EDITS = [{"edit": "SetValue", "file": "shop.yaml", "element": "archive", "attribute": "id", "value": "a1"}]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("read")
    parts = write_catalogue(root)
    (root / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
    write_departures(root / "departures.csv")
    (root / "edits.json").write_text(json.dumps({"edits": EDITS}), encoding="utf-8")
    git(root, "add", "pipeline.yaml", "departures.csv")
    git(root, "commit", "-qm", "a pipeline")
    for name in ("late-1", "late-2"):
        folder = RunFolder(parts.runs_root / name)
        folder.path.mkdir(parents=True)
        folder.begin(Plan(0.0, ("tree",), (), "inline", 1, 7))
        folder.save(Run(name, "delay-risk", "classification", "roc_auc", 0.0, 1.0, "failed", "no rows"))
        folder.write_document("report.html", "<p>")
    seen = ["emit", "org.example.seen", "--subject", "archive", "-w", str(root)]
    assert CliRunner().invoke(cli, seen).exit_code == 0
    return root


@pytest.mark.parametrize("name", READS)
def test_a_command_that_reads_answers_in_json(root: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    words = [*name.split(), *shlex.split(READS[name]), "--json"]
    done = CliRunner().invoke(cli, words, env={"STRATUM_WORKSPACE": str(root)})
    assert done.exit_code in {0, 1}, (done.output, done.exception)
    json.loads(done.stdout)
    assert git(root, "status", "--porcelain") == "?? edits.json"


def test_every_command_reads_or_does_something_else() -> None:
    known = {name for name, _ in walk(cli, "")}
    assert known - READS.keys() - OTHERS == set(), (
        "say what it is called with, or that it does more than read"
    )
    assert (READS.keys() | OTHERS) - known == set()
