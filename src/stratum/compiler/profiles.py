"""What served models were measured to need, beside what their hosts have left and what was promised."""

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from stratum.compiler.attributes import group, number, text
from stratum.compiler.names import HOSTED_ON
from stratum.core.bundles import ModelProfile
from stratum.core.edits import Connect, Disconnect, Fix, SetValue
from stratum.core.errors import StratumError
from stratum.core.findings import Finding, Severity
from stratum.core.quantities import Dimension, show_quantity
from stratum.language.constraints.context import Typed
from stratum.language.constraints.fit import replicas, requirements, take, together, unmet
from stratum.language.metamodel import Metamodel, Reference
from stratum.language.suggestions import did_you_mean
from stratum.language.tree import HOSTS, Document, Element
from stratum.probing.types import Probed
from stratum.registry.logic.references import find_version
from stratum.registry.types import ModelVersion

MODEL_MEMORY: Final = "model-memory"
MODEL_LATENCY: Final = "model-latency"
MODEL_VARIANT: Final = "model-variant"
MARGIN: Final = 1.1
"""A process gets so many times the memory that it was seen to hold."""
MEMORY: Final = "memory"
VARIANT: Final = "variant"
_MOST_NAMED: Final = 3
_POINTS: Final = ("roc_auc", "accuracy", "r2")
_MEBIBYTE: Final = 2**20


@dataclasses.dataclass(frozen=True, slots=True)
class Site:
    """The hosts of an infrastructure with what runs on them.

    Attributes:
        hosts: By name.
        taken: What the components of all applications take of each.
        probes: The last record of each host that was looked at.
    """

    hosts: Mapping[str, Typed]
    taken: Mapping[str, Mapping[str, float]]
    probes: Mapping[str, Probed]

    def memory(self, host: str) -> float:
        """Bytes of memory that a host has: what is declared, or less where less was found."""
        declared = number(self.hosts[host].element.attributes, MEMORY, 0)
        probed = self.probes.get(host)
        return float(min(declared, probed.facts.memory) if probed and probed.facts.memory else declared)

    def score(self, host: str) -> float:
        """How fast a core of a host is: as it was found, else as it is declared; 0 for unknown."""
        probed = self.probes.get(host)
        found = probed.facts.scores.compute if probed else 0.0
        return found or float(number(self.hosts[host].element.attributes, "computeScore", 0))


@dataclasses.dataclass(frozen=True, slots=True)
class Served:
    """A service whose model was measured.

    Attributes:
        document: Its application.
        typed: The component.
        host: Where it is.
        version: Of the model.
        variant: Which is served; empty for the model as it was trained.
    """

    document: Document
    typed: Typed
    host: str
    version: ModelVersion
    variant: str

    @property
    def profile(self) -> ModelProfile:
        """What it needs."""
        return self.version.profiles[self.variant]

    @property
    def promised(self) -> float:
        """Seconds within which 95 of 100 requests are to be answered; infinite where nothing is promised."""
        return float(number(group(self.typed.element.attributes, "qos"), "p95Latency", math.inf))


def survey(
    infrastructure: Document,
    applications: Sequence[tuple[Document, Mapping[str, str]]],
    probes: Mapping[str, Probed],
    metamodel: Metamodel,
) -> Site:
    """The hosts of an infrastructure with what runs on them.

    Args:
        infrastructure: A checked document.
        applications: Those on it, each with the hosts of its components.
        probes: The last record of each host that was looked at.
        metamodel: Their types.
    """
    hosts = {e.name: _typed(infrastructure, e, metamodel) for e in infrastructure.within(HOSTS)}
    taken: dict[str, dict[str, float]] = {name: {} for name in hosts}
    for application, placed in applications:
        for element in application.components():
            host = hosts.get(placed.get(element.name, ""))
            if host is not None:
                typed = _typed(application, element, metamodel)
                take(host, together(typed, replicas(typed), (host,)), taken[host.name])
    return Site(hosts, taken, probes)


def model_findings(
    application: Document,
    placed: Mapping[str, str],
    site: Site,
    versions: Sequence[ModelVersion],
    metamodel: Metamodel,
) -> tuple[Finding, ...]:
    """Services whose model needs more than its host has left, or longer than was promised.

    Args:
        application: A checked document.
        placed: Hosts of its components.
        site: The hosts.
        versions: Every version in the registry. Of a model without a measured one nothing is said.
        metamodel: The types.
    """
    found: list[Finding] = []
    for element in application.components():
        typed = _typed(application, element, metamodel)
        version = _version(typed, versions)
        if version is None:
            continue
        variant = text(element.attributes, VARIANT, "")
        if variant not in version.profiles:
            found.append(_no_variant(typed, version, variant))
            continue
        served = Served(application, typed, placed.get(element.name, ""), version, variant)
        found.extend(_little_required(served))
        if served.host in site.hosts:
            found.extend(_unfit(site, served))
    return tuple(found)


def _typed(document: Document, element: Element, metamodel: Metamodel) -> Typed:
    return Typed(element, metamodel.type(element.type), document.path(element))


def _version(typed: Typed, versions: Sequence[ModelVersion]) -> ModelVersion | None:
    """The version that a component serves; None where it serves none that was measured."""
    for attribute in typed.type.referring(Reference.MODEL):
        reference = typed.element.attributes.get(attribute.name)
        if isinstance(reference, str):
            alike = [v for v in versions if v.name == reference.partition("@")[0]]
            try:
                version = find_version(alike, reference)
            except StratumError:
                return None
            return version if version.profiles else None
    return None


def _no_variant(typed: Typed, version: ModelVersion, variant: str) -> Finding:
    known = [name for name in version.profiles if name]
    message = f"{typed.name} serves the variant {variant!r} of {_name(version)}, which has none of that name"
    fix = did_you_mean(variant, known, "variants") if known else "leave variant out: the model has none"
    place = typed.place(VARIANT)
    return Finding(MODEL_VARIANT, Severity.ERROR, typed.path, message, place, fix=fix)


def _little_required(served: Served) -> Iterator[Finding]:
    """A requirement that is less than what the process was seen to hold."""
    declared = requirements(served.typed).get(MEMORY)
    held = served.profile.memory
    if not isinstance(declared, (int, float)) or declared >= held:
        return
    enough = f"{math.ceil(_needed(served.profile) / _MEBIBYTE)} MiB"
    at = f"requires.{MEMORY}"
    edit = SetValue(served.document.file, served.typed.name, at, enough)
    cure = Fix(f"let {served.typed.name} require {enough} of memory", (edit,))
    numbers = (_bytes(held), _bytes(declared))
    about = f"{served.typed.name} requires {numbers[1]}"
    message = f"{about}; a server of {_name(served.version)} was seen to hold {numbers[0]}"
    place = served.typed.place(at)
    yield Finding(
        MODEL_MEMORY, Severity.WARNING, served.typed.path, message, place, *numbers, cure.title, (cure,)
    )


def _unfit(site: Site, served: Served) -> Iterator[Finding]:
    """A service that its host has no room for, or that is too slow on it, with what would fit."""
    free, needed = _free(site, served, served.host), _needed(served.profile)
    slow = _latency(site, served.host, served.profile)
    cures = _cures(site, served)
    titles = ", or ".join(cure.title for cure in cures)
    fix = f"it would fit: {titles}" if cures else "give a host more, or train a smaller model"
    about = f"{served.typed.name} needs {_bytes(needed)} and {_seconds(slow)} for a row"
    if needed > free:
        message = f"{about}; {served.host} has {_bytes(free)} free"
        numbers = (_bytes(needed), _bytes(free))
        place = served.typed.place(f"requires.{MEMORY}")
        yield Finding(MODEL_MEMORY, Severity.ERROR, served.typed.path, message, place, *numbers, fix, cures)
    if slow > served.promised:
        middle = _latency(site, served.host, served.profile, median=True)
        severity = Severity.ERROR if middle > served.promised else Severity.WARNING
        numbers = (_seconds(served.promised), _seconds(slow))
        message = f"{about} on {served.host}; {numbers[0]} is promised"
        place = served.typed.place("qos.p95Latency")
        yield Finding(MODEL_LATENCY, severity, served.typed.path, message, place, *numbers, fix, cures)


def _needed(profile: ModelProfile) -> float:
    return profile.memory * MARGIN


def _free(site: Site, served: Served, host: str) -> float:
    """Bytes of memory that a host has for a service, beside everything else on it."""
    return max(site.memory(host) - _others(site, served, host).get(MEMORY, 0.0), 0.0)


def _others(site: Site, served: Served, host: str) -> Mapping[str, float]:
    """What the other components take of a host."""
    taken = dict(site.taken[host])
    if host == served.host:
        own: dict[str, float] = {}
        take(site.hosts[host], requirements(served.typed), own)
        return {name: used - own.get(name, 0.0) for name, used in taken.items()}
    return taken


def _latency(site: Site, host: str, profile: ModelProfile, *, median: bool = False) -> float:
    """Seconds for one row on a host: as measured where its speed is not known, else scaled by the scores."""
    one = profile.latency[0]
    target = site.score(host)
    factor = profile.score / target if target and profile.score else 1.0
    return (one.median if median else one.p95) * factor


def _cures(site: Site, served: Served) -> tuple[Fix, ...]:
    """Other hosts for the model as it is served, and variants for the host that it is on."""
    file, name = served.document.file, served.typed.name
    hosts = [h for h in site.hosts if h != served.host and _fits(site, served, h, served.profile)]
    moves = [Fix(f"host {name} on {host}", _rehosting(served, host)) for host in hosts[:_MOST_NAMED]]
    others = [
        Fix(
            f"serve the {variant} variant of {name} on {served.host} ({_costs(profile)})",
            (SetValue(file, name, VARIANT, variant),),
        )
        for variant, profile in served.version.profiles.items()
        if variant not in {"", served.variant} and _fits(site, served, served.host, profile)
    ]
    return (*moves, *others)


def _fits(site: Site, served: Served, host: str, profile: ModelProfile) -> bool:
    """Whether a host meets everything that a service requires, with what its model was measured to need."""
    needs = dict(requirements(served.typed))
    declared = needs.pop(MEMORY, 0)
    least = float(declared) if isinstance(declared, (int, float)) and host != served.host else 0.0
    room = max(_needed(profile), least) <= _free(site, served, host)
    quick = _latency(site, host, profile) <= served.promised
    return room and quick and not unmet(site.hosts[host], needs, _others(site, served, host))


def _rehosting(served: Served, host: str) -> tuple[Connect | Disconnect, ...]:
    file, name = served.document.file, served.typed.name
    said = served.typed.element.targets(HOSTED_ON)
    return (*(Disconnect(file, name, HOSTED_ON, old) for old in said), Connect(file, name, HOSTED_ON, host))


def _costs(profile: ModelProfile) -> str:
    """What a variant needs, and what it costs of the first figure that counts in points."""
    named = next((name for name in _POINTS if name in profile.differences), "")
    told = f", {100 * profile.differences[named]:+.1f} pt {named}" if named else ""
    return f"{_bytes(_needed(profile))}{told}"


def _name(version: ModelVersion) -> str:
    return f"{version.name}@{version.version}"


def _bytes(amount: float) -> str:
    return show_quantity(amount, Dimension.BYTES)


def _seconds(amount: float) -> str:
    return show_quantity(amount, Dimension.SECONDS)
