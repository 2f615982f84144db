"""``stratum probe``: what there is on a host, in which version, and how fast it is."""

import dataclasses
from pathlib import Path
from typing import TypedDict, Unpack

import click
import msgspec

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.compiler.probes import corrections
from stratum.core.edits import SetValue
from stratum.core.errors import StratumError
from stratum.core.quantities import Dimension, show_quantity
from stratum.language.tree import Document, Element
from stratum.probing.types import HostFacts, Probed
from stratum.runtime import plugins, probing
from stratum.runtime.modelling import load
from stratum.runtime.probing import Approach
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

_SIZES = ("memory", "free_memory", "disk", "free_disk")


class Told(TypedDict):
    """What the command is told, beside the workspace and how it answers."""

    hosts: tuple[str, ...]
    every: bool
    infrastructure: str | None
    over: str | None
    at: str
    ssh_config: Path | None
    forget: bool
    write: bool


@click.command()
@click.argument("hosts", metavar="[HOST]...", nargs=-1, shell_complete=suggest("hosts"))
@click.option("--all", "every", is_flag=True, help="Look at every host of the infrastructure.")
@click.option("--infrastructure", metavar="NAME", help="Its name or file, where there are several.")
@click.option(
    "--over", type=click.Choice(plugins.names(probing.WAYS)), default=None,
    help="How: ssh to the declared address (the default), this machine (local), a container engine (docker).",
)  # fmt: skip
@click.option(
    "--at", metavar="ADDRESS", default="", help="Another address, or a name in ~/.ssh/config or a swarm."
)
@click.option("--ssh-config", metavar="FILE", type=click.Path(path_type=Path, exists=True), help="As ssh -F.")
@click.option("--write", is_flag=True, help="Make the document say what was found.")
@click.option("--forget", is_flag=True, help="Look at nothing; what was found of them no longer counts.")
@workspace_option
@json_option
def probe(settings: Settings, *, as_json: bool, **told: Unpack[Told]) -> None:
    """Look at HOSTs: cores, memory, disk, graphics, system, software, and how fast they are.

    What is found is kept; `stratum check` then tells where a document says something else. Exit status: 0 all
    were looked at, 1 one or more could not be.
    """
    if bool(told["hosts"]) == told["every"]:
        raise click.UsageError("name hosts, or look at all of them with --all")
    if told["at"] and len(told["hosts"]) != 1:
        raise click.UsageError("--at is the address of one host: name it")
    parts = Parts(settings)
    checked = load(parts)
    document, hosts = probing.hosts_of(checked, told["infrastructure"], told["hosts"])
    if told["forget"]:
        for host in hosts:
            probing.forget(parts, document, host)
        click.echo(f"forgotten: {', '.join(host.name for host in hosts)}")
        return
    config = str(told["ssh_config"] or "")
    found, failed = _look(parts, document, hosts, Approach(told["over"] or "", told["at"], config))
    edits = corrections(document, {probed.host: probed for probed in found})
    if told["write"] and edits:
        probing.correct(parts, edits)
    if as_json:
        plain = [
            {**_plain(one), "edits": [dataclasses.asdict(e) for e in edits if e.element == one.host]}
            for one in found
        ]
        show_json({"hosts": plain, "failed": {name: error.message for name, error in failed.items()}})
    else:
        _show(found, edits, failed, written=told["write"])
    raise SystemExit(1 if failed else 0)


def _look(
    parts: Parts, document: Document, hosts: list[Element], approach: Approach
) -> tuple[list[Probed], dict[str, StratumError]]:
    """What was found, and why the others could not be looked at."""
    found: list[Probed] = []
    failed: dict[str, StratumError] = {}
    for host in hosts:
        try:
            found.append(probing.probe(parts, document, host, approach))
        except StratumError as error:
            failed[host.name] = error
    return found, failed


def _plain(probed: Probed) -> dict[str, object]:
    told: dict[str, object] = msgspec.to_builtins(probed)
    return told


def _show(
    found: list[Probed], edits: tuple[SetValue, ...], failed: dict[str, StratumError], *, written: bool
) -> None:
    for probed in found:
        show_table(("fact", "found"), _rows(probed.facts), probed.host)
    if edits:
        click.echo(
            "written:" if written else "the document says something else, or nothing (--write sets it):"
        )
        for edit in edits:
            click.echo(f"  {edit.file}: {edit.element}: {edit.attribute}: {edit.value}")
    for name, error in failed.items():
        click.echo(f"{name}: {error}", err=True)


def _rows(facts: HostFacts) -> list[tuple[str, object]]:
    plain: dict[str, object] = msgspec.to_builtins(facts)
    software, scores = facts.software, dataclasses.asdict(facts.scores)
    sizes = {name: show_quantity(getattr(facts, name), Dimension.BYTES) for name in _SIZES}
    plain |= sizes
    plain["kernel"] = ", ".join(facts.kernel)
    plain["accelerators"] = ", ".join(facts.accelerators)
    plain["gpus"] = ", ".join(f"{g.model} {show_quantity(g.memory, Dimension.BYTES)}" for g in facts.gpus)
    plain["software"] = ", ".join(f"{name} {version}" for name, version in software.items())
    plain["scores"] = ", ".join(f"{name} {score:g}" for name, score in scores.items() if score)
    return [(name.replace("_", " "), value) for name, value in plain.items() if value]
