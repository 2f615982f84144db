"""An engine that goes away and comes back: nothing is lost, and it is said clearly."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.deployment.backends.docker import DockerBackend
from stratum.testing.containers import DockerSite
from stratum.testing.engines import halt_engine, lent_engine, resume_engine

SCRIPT = Path(__file__).parents[3] / ".ci" / "engine"


@pytest.fixture
def host() -> Iterator[str]:
    """An engine that nobody else uses."""
    with lent_engine(SCRIPT, None) as host:
        yield host


def test_an_engine_that_goes_and_comes_back(host: str, tmp_path: Path) -> None:
    site = DockerSite(host, tmp_path)
    launch = site.launch("a", "/bin/sleep", "300", host="fog-1")
    handle = site.start(launch)
    site.program(handle)
    halt_engine(host)
    for ask in (lambda: site.look([handle]), lambda: site.find([launch]), lambda: site.start(launch)):
        with pytest.raises(TransientError, match="does not answer"):
            ask()
    assert "does not answer" in site.check()
    assert site.log(Path(launch.directory), 5) == (f"--- start {launch.token}",)
    resume_engine(SCRIPT, host)
    assert site.check() == ""
    over = site.ended(handle)
    assert over.status in {137, 143}
    again = site.launch("b", sys.executable, "-c", "print('on')", host="fog-1")
    assert site.ended(site.start(again)).status == 0
    assert site.left() == []


def test_where_no_engine_is_the_reason_says_what_to_do(tmp_path: Path) -> None:
    backend = DockerBackend(f"unix://{tmp_path}/none.sock")
    assert f"unix://{tmp_path}/none.sock does not answer" in backend.check()
    assert "DOCKER_HOST" in backend.check()
    assert "no socket here" in DockerBackend("tcp://10.0.0.1:2375").check()
