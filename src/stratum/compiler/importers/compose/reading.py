"""A service of a Compose file, read key by key; what is not read is told in the end."""

from collections.abc import Callable, Iterator
from typing import Final

from stratum.compiler.importers.compose import secrecy, values
from stratum.compiler.importers.compose.names import ports, split_image
from stratum.compiler.importers.compose.service import OFF, Amount, Health, Service
from stratum.compiler.importers.source import Source
from stratum.core.errors import InvalidInputError
from stratum.language.syntax.nodes import Mapping, Node, Scalar, Sequence
from stratum.language.syntax.problems import is_null

_MOUNTED: Final = "/run/secrets/"
_FROM_FILE: Final = "_FILE"
_CONDITIONS: Final = {
    "service_started": "started",
    "service_healthy": "ready",
    "service_completed_successfully": "done",
}
_RESTARTS: Final = frozenset({"always", "no", "on-failure", "unless-stopped"})


class ServiceReader:
    """Reads one service.

    Args:
        source: The document.
        name: Of the service.
        node: Its body.
        secret_files: Path by name of the secrets that the document keeps in files.
        vault: Variable of whoever starts the application by value of each secret that was found; takes
            more of them.
    """

    def __init__(
        self, source: Source, name: str, node: Node, secret_files: dict[str, str], vault: dict[str, str]
    ) -> None:
        self._source = source
        self._name = name
        self._node = node
        self._path = f"services.{name}"
        self._secret_files = secret_files
        self._vault = vault

    def read(self) -> Service:
        """The service."""
        image, tag = split_image(self._text("image"))
        environment, secrets = self._variables()
        volumes, binds = self._volumes()
        publish = tuple(self._published())
        return Service(
            name=self._name,
            node=self._node,
            image=image,
            tag=tag,
            entrypoint=self._words("entrypoint"),
            command=self._words("command"),
            environment=environment,
            secrets=secrets,
            publish=publish,
            listens=tuple(self._listens(publish)),
            volumes=volumes,
            binds=binds,
            depends=self._depends(),
            health=self._health(),
            limits=self._limits(),
            reserved=self._reserved(),
            replicas=int(
                self._number(values.number, "deploy", "replicas") or self._number(values.number, "scale") or 1
            ),
            restart=self._restart(),
            user=self._text("user"),
            directory=self._text("working_dir"),
        )

    def _get(self, *keys: str) -> Node | None:
        return self._source.get(self._node, *keys)

    def _text(self, *keys: str) -> str:
        return values.text(self._source, self._get(*keys), self._at(*keys))

    def _words(self, *keys: str) -> tuple[str, ...] | None:
        return values.words(self._source, self._get(*keys), self._at(*keys))

    def _at(self, *keys: str) -> str:
        return ".".join((self._path, *keys))

    def _number(self, reader: Callable[[str], float], *keys: str) -> float:
        said, node = self._text(*keys), self._get(*keys)
        if not said or node is None:
            return 0
        try:
            return reader(said)
        except InvalidInputError as error:
            self._source.tell(node, self._at(*keys), error.message)
            return 0

    def _variables(self) -> tuple[dict[str, str], dict[str, str]]:
        """Variables with their values, and those whose values are secrets with where these are kept."""
        plain: dict[str, str] = {}
        secrets: dict[str, str] = {}
        for name, node in self._pairs("environment"):
            alone = values.variable(node) if node is not None else name
            value = (
                ""
                if node is None or alone
                else values.text(self._source, node, self._at("environment", name))
            )
            file = (
                self._secret_files.get(value.removeprefix(_MOUNTED)) if value.startswith(_MOUNTED) else None
            )
            if alone:
                secrets[name] = f"env:{alone}"
            elif file and name.endswith(_FROM_FILE):
                secrets[name.removesuffix(_FROM_FILE)] = f"file:{file}"
                self._get("secrets")
            elif secrecy.is_secret(name, value):
                kept = self._vault.setdefault(value, secrecy.reference(self._name, name))
                secrets[name] = f"env:{kept}"
                reason = f"a secret is not copied: set {kept} before the application is started"
                self._source.remark(node or self._node, self._at("environment", name), reason)
            else:
                plain[name] = value
        return plain, secrets

    def _pairs(self, key: str) -> Iterator[tuple[str, Node | None]]:
        """Names with values, as a mapping or as a list of ``NAME=VALUE``; None for one without value."""
        node = self._get(key)
        if isinstance(node, Sequence):
            for item in node.items:
                if isinstance(item, Scalar):
                    name, sign, value = item.text.partition("=")
                    told = Scalar(value, plain=False, line=item.line, column=item.column, file=item.file)
                    yield name, told if sign else None
        elif isinstance(node, Mapping):
            for name, body in self._source.each(node):
                yield name, None if is_null(body) else body

    def _volumes(self) -> tuple[dict[str, str], dict[str, str]]:
        volumes: dict[str, str] = {}
        binds: dict[str, str] = {}
        node = self._get("volumes")
        for number, item in enumerate(node.items if isinstance(node, Sequence) else ()):
            path = f"{self._path}.volumes[{number}]"
            source, target, is_read = self._mount(item, path)
            if not target:
                self._source.tell(item, path, "is no volume and no bind")
            elif source.startswith((".", "/", "~")):
                binds[target] = f"{source}{':ro' if is_read else ''}"
                if not source.startswith("/"):
                    self._source.remark(item, path, f"{source} has to be copied beside what is exported")
            else:
                self._volume(item, path, (source or f"{self._name}-{number}", target, is_read), volumes)
        return volumes, binds

    def _volume(self, node: Node, path: str, told: tuple[str, str, bool], volumes: dict[str, str]) -> None:
        name, target, is_read = told
        if name in volumes:
            self._source.tell(node, path, f"volume {name} is at another path already")
            return
        volumes[name] = target
        if is_read:
            self._source.remark(node, path, "the volume may be written as well")

    def _mount(self, node: Node, path: str) -> tuple[str, str, bool]:
        """Source, target and whether it is only read; an empty target where it is not understood."""
        if isinstance(node, Mapping):
            kind = self._source.text(node, "type")
            if kind not in {"volume", "bind"}:
                return "", "", False
            source = values.text(self._source, self._source.get(node, "source"), path)
            target = values.text(self._source, self._source.get(node, "target"), path)
            return source, target, self._source.text(node, "read_only") == "true"
        first, *rest = values.text(self._source, node, path).split(":")
        options = rest[1].split(",") if len(rest) > 1 else []
        return ("", first, False) if not rest else (first, rest[0], "ro" in options)

    def _published(self) -> Iterator[str]:
        node = self._get("ports")
        for number, item in enumerate(node.items if isinstance(node, Sequence) else ()):
            path = f"{self._path}.ports[{number}]"
            found = list(ports(self._port_of(item, path)))
            if not found:
                self._source.tell(item, path, "is no port, or too many")
            yield from found

    def _port_of(self, node: Node, path: str) -> str:
        if not isinstance(node, Mapping):
            return values.text(self._source, node, path)
        source = self._source
        inside, outside = source.text(node, "target"), source.text(node, "published")
        address, protocol = source.text(node, "host_ip"), source.text(node, "protocol")
        before = "".join(f"{part}:" for part in (address, outside) if part)
        return f"{before}{inside}{f'/{protocol}' if protocol else ''}"

    def _listens(self, publish: tuple[str, ...]) -> Iterator[int]:
        yield from (int(port.partition("/")[0].rpartition(":")[2]) for port in publish)
        node = self._get("expose")
        for item in node.items if isinstance(node, Sequence) else ():
            said = values.text(self._source, item, self._at("expose")).partition("/")[0]
            if said.isdigit():
                yield int(said)

    def _depends(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for key in ("links", "depends_on"):
            node = self._get(key)
            if isinstance(node, Sequence):
                names = (
                    values.text(self._source, item, self._at(key)).partition(":")[0] for item in node.items
                )
                found |= dict.fromkeys(names, "started")
            elif isinstance(node, Mapping):
                for name, body in self._source.each(node):
                    found[name] = _CONDITIONS.get(self._source.text(body, "condition"), "started")
        return found

    def _health(self) -> Health | None:
        node = self._get("healthcheck")
        if node is None:
            return None
        test = self._get("healthcheck", "test")
        if self._text("healthcheck", "disable") == "true":
            return Health(OFF)
        command = self._test(test)
        if command is None:
            return None
        return Health(
            command,
            self._number(values.seconds, "healthcheck", "interval") or 30.0,
            self._number(values.seconds, "healthcheck", "timeout"),
            self._number(values.seconds, "healthcheck", "start_period"),
            int(self._number(values.number, "healthcheck", "retries")),
        )

    def _test(self, node: Node | None) -> tuple[str, ...] | None:
        if isinstance(node, Sequence):
            first, *rest = values.words(self._source, node, self._at("healthcheck", "test")) or ("",)
            if first == "NONE":
                return OFF
            return tuple(rest) if first == "CMD" else ("/bin/sh", "-c", *rest)
        line = values.text(self._source, node, self._at("healthcheck", "test"))
        return ("/bin/sh", "-c", line) if line else None

    def _limits(self) -> Amount:
        where = ("deploy", "resources", "limits")
        cpu = self._number(values.number, *where, "cpus") or self._number(values.number, "cpus")
        return Amount(
            cpu, int(self._number(values.size, *where, "memory") or self._number(values.size, "mem_limit"))
        )

    def _reserved(self) -> Amount:
        where = ("deploy", "resources", "reservations")
        cpu, memory = self._number(values.number, *where, "cpus"), self._number(values.size, *where, "memory")
        return Amount(cpu, int(memory or self._number(values.size, "mem_reservation")), self._gpus())

    def _gpus(self) -> int:
        node = self._get("deploy", "resources", "reservations", "devices")
        found = 0
        for item in node.items if isinstance(node, Sequence) else ():
            kinds = self._source.get(item, "capabilities")
            words = values.words(self._source, kinds, self._at("deploy")) or ()
            count = self._source.text(item, "count")
            driver = self._source.text(item, "driver")
            if "gpu" in words and driver in {"", "nvidia"}:
                found += int(count) if count.isdigit() else 1
        return found

    def _restart(self) -> str:
        said = self._text("restart") or "no"
        kind = said.partition(":")[0]
        node = self._get("restart")
        if node is not None and (kind not in _RESTARTS or kind != said):
            self._source.remark(node, self._at("restart"), f"{said} is taken for {kind}")
        return kind if kind in _RESTARTS else "no"
