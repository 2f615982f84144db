"""What is declared of hosts beside what was found on them."""

import dataclasses
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from stratum.core.edits import Fix, SetValue
from stratum.core.findings import Finding, Severity
from stratum.core.quantities import Dimension, show_quantity
from stratum.language.tree import Document, Element
from stratum.probing.logic.catalogue import ACCELERATORS, FILE_SYSTEMS, KERNEL, SOFTWARE
from stratum.probing.logic.facts import NVIDIA_DRIVER
from stratum.probing.types import HostFacts, Probed

PROBE_DIFFERS: Final = "probe-differs"
PROBE_STALE: Final = "probe-stale"
STALE: Final = 30 * 86400.0
"""Seconds after which a host should be looked at again."""
_OVER: Final = 1.02
_UNDER: Final = 0.9
"""Amounts between these shares of what was found count as the same."""
_SCORE: Final = 1.25
"""Scores are the same up to this factor: machines are busy, and Python differs."""
_KNOWN_KERNEL: Final = frozenset({*KERNEL.values(), *FILE_SYSTEMS.values()})
_KNOWN_SOFTWARE: Final = frozenset({NVIDIA_DRIVER, *(software.name for software in SOFTWARE)})


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """An attribute of a host that is not as it was found.

    Attributes:
        attribute: Its key; a path such as ``software.java`` inside of a map.
        declared: What the document says; empty where it says nothing.
        found: What there is.
        value: The same as YAML.
        severity: How bad that is; None where nothing was declared.
    """

    attribute: str
    declared: str
    found: str
    value: str
    severity: Severity | None


def probe_findings(infrastructure: Document, probes: Mapping[str, Probed], now: float) -> tuple[Finding, ...]:
    """Hosts that are not what their document says, and records that are too old to tell.

    Args:
        infrastructure: A document.
        probes: The last record of each host that was looked at.
        now: The time.
    """
    found: list[Finding] = []
    for host in infrastructure.elements:
        if probed := probes.get(host.name):
            found.extend(_told(infrastructure, host, probed, now))
    return tuple(found)


def corrections(infrastructure: Document, probes: Mapping[str, Probed]) -> tuple[SetValue, ...]:
    """The edits that make a document say what was found, also what it says nothing of."""
    return tuple(
        SetValue(infrastructure.file, host.name, difference.attribute, difference.value)
        for host in infrastructure.elements
        if host.name in probes
        for difference in differences(host, probes[host.name].facts)
    )


def differences(host: Element, facts: HostFacts) -> tuple[Difference, ...]:
    """What a document says of a host beside what is known of it; what is not known plays no part."""
    return tuple(
        difference
        for compare in _COMPARISONS
        for difference in compare(host, facts)
        if difference is not None
    )


def _told(document: Document, host: Element, probed: Probed, now: float) -> Iterator[Finding]:
    age = _ago(now - probed.time)
    for each in differences(host, probed.facts):
        if each.severity is not None:
            yield _differs(document, host, each, age)
    if now - probed.time > STALE:
        days = f"{STALE / 86400:.0f} days"
        yield Finding(
            PROBE_STALE,
            Severity.NOTE,
            document.path(host),
            f"{host.name} was last looked at {age}; what is known of it may have changed",
            host.position,
            f"at most {days}",
            age,
            f"look again: stratum probe {host.name}",
        )


def _differs(document: Document, host: Element, each: Difference, age: str) -> Finding:
    cure = Fix(
        f"set {each.attribute} of {host.name} to {each.value}",
        (SetValue(document.file, host.name, each.attribute, each.value),),
    )
    place = host.positions.get(each.attribute) or host.positions.get(each.attribute.partition(".")[0])
    return Finding(
        PROBE_DIFFERS,
        each.severity or Severity.NOTE,
        document.path(host),
        f"{host.name} is declared with {each.attribute} {each.declared}; {each.found} was found {age}",
        place or host.position,
        each.declared,
        each.found,
        f"{cure.title}, or look again: stratum probe {host.name}",
        (cure,),
    )


def _ago(seconds: float) -> str:
    if seconds < 86400:
        return "today"
    days = int(seconds // 86400)
    return "a day ago" if days == 1 else f"{days} days ago"


Comparison = Callable[[Element, HostFacts], Iterator[Difference | None]]


def _amount(
    host: Element, attribute: str, found: float, show: Callable[[float], str], value: str
) -> Difference | None:
    """More than there is is an error, clearly less a note."""
    declared = _number(host.attributes.get(attribute))
    if found <= 0:
        return None
    if not declared and attribute not in host.positions:
        return Difference(attribute, "", show(found), value, None)
    if declared > found * _OVER:
        return Difference(attribute, show(declared), show(found), value, Severity.ERROR)
    if declared < found * _UNDER:
        return Difference(attribute, show(declared), show(found), value, Severity.NOTE)
    return None


def _amounts(host: Element, facts: HostFacts) -> Iterator[Difference | None]:
    def shown(dimension: Dimension) -> Callable[[float], str]:
        return lambda amount: show_quantity(amount, dimension)

    size = shown(Dimension.BYTES)
    yield _amount(host, "cpu", facts.cores, shown(Dimension.CORES), f"{facts.cores:g}")
    yield _amount(host, "memory", facts.memory, size, f"{facts.memory // 2**20} MiB")
    yield _amount(host, "disk", facts.disk, size, f"{facts.disk // 10**9} GB")
    if facts.gpus or (facts.arch and _number(host.attributes.get("gpus"))):
        yield _graphics(host, len(facts.gpus))
    least = min((gpu.memory for gpu in facts.gpus), default=0)
    yield _amount(host, "gpuMemory", least, size, f"{least // 2**20} MiB")


def _graphics(host: Element, found: int) -> Difference | None:
    declared = int(_number(host.attributes.get("gpus")))
    if declared == found:
        return None
    severity = Severity.ERROR if declared > found else Severity.NOTE
    return Difference("gpus", f"{declared}", f"{found}", f"{found}", severity)


def _texts(host: Element, facts: HostFacts) -> Iterator[Difference | None]:
    yield _text(host, "arch", facts.arch, Severity.ERROR)
    yield _text(host, "os", facts.os, Severity.ERROR)
    yield _text(host, "osVersion", facts.os_version, Severity.WARNING)
    models = sorted({gpu.model for gpu in facts.gpus if gpu.model})
    declared = str(host.attributes.get("gpuModel") or "")
    if models and not all(declared and declared.lower() in model.lower() for model in models):
        yield _text(host, "gpuModel", models[0], Severity.ERROR)


def _text(host: Element, attribute: str, found: str, severity: Severity) -> Difference | None:
    declared = str(host.attributes.get(attribute) or "")
    if not found or declared == found:
        return None
    return Difference(attribute, declared, found, json.dumps(found), severity if declared else None)


def _features(host: Element, facts: HostFacts) -> Iterator[Difference | None]:
    """Features that are declared and that a look would have found; more than is declared is no difference."""
    kinds = (
        ("kernel", facts.kernel, _KNOWN_KERNEL),
        ("accelerators", facts.accelerators, frozenset(ACCELERATORS.values())),
    )
    for attribute, there, known in kinds:
        declared = _many(host.attributes.get(attribute))
        missing = [name for name in declared if name in known and name not in there]
        if missing and facts.kernel:
            left = [name for name in declared if name not in missing]
            words = f"no {', '.join(missing)}"
            yield Difference(attribute, ", ".join(declared), words, json.dumps(left), Severity.ERROR)


def _software(host: Element, facts: HostFacts) -> Iterator[Difference | None]:
    told = host.attributes.get("software")
    declared = told if isinstance(told, Mapping) and facts.software else {}
    for name, version in declared.items():
        found = facts.software.get(name, "")
        if found and found != version and not found.startswith(f"{version}."):
            value = json.dumps(found)
            yield Difference(f"software.{name}", f"{version}", found, value, Severity.WARNING)
        elif not found and name in _KNOWN_SOFTWARE:
            others = {key: text for key, text in declared.items() if key != name}
            words = f"no {name}"
            yield Difference("software", f"{name} {version}", words, json.dumps(others), Severity.ERROR)


def _scores(host: Element, facts: HostFacts) -> Iterator[Difference | None]:
    scores = facts.scores
    named = (("computeScore", scores.compute), ("memoryScore", scores.memory), ("diskScore", scores.disk))
    for attribute, found in named:
        declared = _number(host.attributes.get(attribute))
        if found <= 0 or (declared and math.isclose(declared, found, rel_tol=_SCORE - 1)):
            continue
        severity = Severity.WARNING if declared > found else Severity.NOTE
        value = f"{found:g}"
        yield Difference(
            attribute, f"{declared:g}" if declared else "", value, value, severity if declared else None
        )


_COMPARISONS: Final[tuple[Comparison, ...]] = (_amounts, _texts, _features, _software, _scores)


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _many(value: object) -> Sequence[str]:
    return [str(item) for item in value] if isinstance(value, (tuple, list)) else []
