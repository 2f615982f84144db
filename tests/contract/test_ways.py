"""The promises of ways to a host over every implementation: this machine, a real SSH server and engine."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from stratum.core.errors import PermanentError
from stratum.deployment.backends.docker_way import ENGINE, DockerWay
from stratum.probing.logic.engines import INFO
from stratum.probing.ports import SHELL, Way
from stratum.probing.service import look
from stratum.probing.ways.local import LocalWay
from stratum.probing.ways.ssh import CONFIG, SshWay
from stratum.testing.contracts.way import WayContract
from stratum.testing.sshd import Door, lent_sshd


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with lent_sshd(tmp_path_factory.mktemp("sshd")) as found:
        yield found


class Silent:
    """A way to a machine that has no interpreter at all."""

    def about(self) -> Mapping[str, str]:
        return {}

    def run(self, interpreter: str, script: str) -> tuple[int, bytes]:
        del interpreter, script
        return 127, b""


class TestLocalWay(WayContract):
    @pytest.fixture
    def way(self) -> Way:
        return LocalWay()

    @pytest.fixture
    def nowhere(self) -> Way:
        return Silent()


class TestSshWay(WayContract):
    @pytest.fixture
    def way(self, door: Door) -> Way:
        return SshWay(door.name, {CONFIG: str(door.config)})

    @pytest.fixture
    def nowhere(self, door: Door) -> Way:
        return SshWay("127.0.0.2", {CONFIG: str(door.config)})

    def test_a_host_whose_key_is_not_known_is_refused_and_the_cure_is_told(self, door: Door) -> None:
        with pytest.raises(PermanentError, match="not known") as caught:
            look(SshWay(door.name, {CONFIG: str(door.stranger)}))
        assert "ssh-keyscan" in caught.value.hint
        assert door.stranger.with_name("nothing").read_text(encoding="utf-8") == ""

    def test_a_key_that_the_host_does_not_know_is_refused(self, door: Door) -> None:
        with pytest.raises(PermanentError, match="lets nobody in"):
            look(SshWay(door.name, {CONFIG: str(door.unwanted)}))

    def test_a_host_that_prints_without_end_is_left(self, door: Door) -> None:
        with pytest.raises(PermanentError, match="more than"):
            SshWay(door.name, {CONFIG: str(door.config)}).run(SHELL, "yes")


class TestDockerWay(WayContract):
    @pytest.fixture
    def way(self, docker_host: str) -> Way:
        return DockerWay("", {ENGINE: docker_host})

    @pytest.fixture
    def nowhere(self, tmp_path: Path) -> Way:
        return DockerWay("", {ENGINE: f"unix://{tmp_path}/none.sock"})

    def test_the_engine_tells_of_its_machine(self, docker_host: str) -> None:
        way = DockerWay("", {ENGINE: docker_host})
        facts = look(way, timed=False)
        assert way.about().keys() == {INFO}
        assert facts.software.keys() == {"docker"}
        assert facts.memory > 2**30
