"""What a trained model needs: measured on a model server of its own, in a fresh process, as it is served.

Memory is what the whole process held at most, interpreter and libraries included. Latency is what a caller on
the same machine waits for, over one connection that is kept open.
"""

import contextlib
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from stratum.core.bundles import FILES, MANIFEST, Latency, Manifest, ModelProfile, Variant
from stratum.core.errors import TransientError
from stratum.core.quantities import Dimension, show_quantity
from stratum.probing.service import compute_score
from stratum.registry.types import ModelVersion
from stratum.runtime import plugins
from stratum.runtime.listening import free_port
from stratum.runtime.vouching import vouched_path
from stratum.runtime.wiring import Parts
from stratum.serving.logic.sampling import Value, example_rows
from stratum.streaming.logic.tensors import infer_request, read_signature

ADDRESS: Final = "127.0.0.1"
WAYS: Final = "stratum.probing.ways"
ROWS: Final = (1, 8, 64, 256)
"""Numbers of rows in a request."""
REQUESTS: Final = {1: 200, 8: 100, 64: 50, 256: 25}
_WARM: Final = 5
_SECONDS: Final = 0.6
"""No number of rows is tried for longer, beyond the fewest requests that tell a 95th percentile."""
_FEWEST: Final = 20
_PATIENCE: Final = 60.0
_PROFILE: Final = "profile.json"
_READY: Final = "/v2/health/ready"
_OK: Final = 200


def profile_version(parts: Parts, version: ModelVersion) -> ModelVersion:
    """Measure a registered version with all of its variants, and keep what was measured.

    Raises:
        StratumError: If its bundle is damaged, nobody vouches for it whom the workspace trusts, or no server
            of it can be started.
    """
    profiles = measure(vouched_path(parts, version))
    return parts.registry.measure(version.name, version.version, profiles)


def measure(bundle: Path) -> Mapping[str, ModelProfile]:
    """What the model of a bundle and its variants need, by variant, ``""`` for the model as it was trained.

    Raises:
        TransientError: If no server of it starts or answers.
    """
    manifest = msgspec.json.decode((bundle / MANIFEST).read_bytes(), type=Manifest)
    told = bundle / _PROFILE
    profile = json.loads(told.read_bytes()) if told.is_file() else {}
    counts = ROWS if manifest.forecast is None else (manifest.forecast.reach + 1,)
    rows = example_rows(manifest, profile, max(counts))
    score = compute_score(plugins.load(WAYS, "local")("", {}))
    graphs = (Variant("", manifest.graph, (bundle / manifest.graph).stat().st_size, {}), *manifest.variants)
    return {graph.name: _measured(bundle, graph, rows, counts, score) for graph in graphs}


def _measured(
    bundle: Path, graph: Variant, rows: list[dict[str, Value]], counts: Sequence[int], score: float
) -> ModelProfile:
    with served(bundle, graph.name) as (process, connection, start):
        latency = tuple(_latency(connection, rows[:count]) for count in counts)
        memory = _most_held(process)
    return ModelProfile(memory, round(start, 3), latency, score, graph.size, graph.differences)


@contextlib.contextmanager
def served(bundle: Path, variant: str) -> Iterator[tuple[int, http.client.HTTPConnection, float]]:
    """A server that ends with the block: its process id, a connection to it, seconds until it was ready."""
    port = free_port(ADDRESS)
    spec = {"address": ADDRESS, "port": port, "name": "model", "version": "1", "bundle": str(bundle)}
    with tempfile.TemporaryDirectory(prefix="profile-") as folder:
        file = Path(folder) / "spec.json"
        file.write_text(json.dumps({**spec, "variant": variant, "forms": list(FILES)}), encoding="utf-8")
        command = [sys.executable, "-m", "stratum.runtime.component", "model-server", str(file)]
        log = Path(folder) / "log"
        began = time.perf_counter()
        with (
            log.open("wb") as errors,
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors) as process,
        ):
            try:
                connection = _connected(process, port, began + _PATIENCE)
                if connection is None:
                    raise _silent(log)
                with contextlib.closing(connection):
                    yield process.pid, connection, time.perf_counter() - began
            finally:
                process.terminate()


def _connected(
    process: "subprocess.Popen[bytes]", port: int, deadline: float
) -> http.client.HTTPConnection | None:
    """A connection to a server once it is ready; None if it ends, or is not ready in time."""
    while process.poll() is None and time.perf_counter() < deadline:
        connection = http.client.HTTPConnection(ADDRESS, port, timeout=_PATIENCE)
        try:
            _asked(connection, "GET", _READY)
        except OSError:
            connection.close()
            time.sleep(0.01)
        else:
            return connection
    return None


def _silent(log: Path) -> TransientError:
    """Why a server is not there, by what it wrote last."""
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    lines = [line for line in said if "hint:" not in line]
    return TransientError(
        f"the model cannot be measured: {lines[-1] if lines else 'its server did not start'}"
    )


def _asked(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None
) -> bytes:
    connection.request(method, path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != _OK:
        raise TransientError(
            f"the model cannot be measured: {answer.status} {content[:200].decode(errors='replace')}"
        )
    return content


def _latency(connection: http.client.HTTPConnection, rows: list[dict[str, Value]]) -> Latency:
    signature = read_signature(_asked(connection, "GET", "/v2/models/model"))
    body = infer_request(signature, rows)
    taken: list[float] = []
    end = time.perf_counter() + _SECONDS
    for number in range(_WARM + REQUESTS.get(len(rows), _FEWEST)):
        began = time.perf_counter()
        if began > end and len(taken) >= _FEWEST:
            break
        _asked(connection, "POST", "/v2/models/model/infer", body)
        if number >= _WARM:
            taken.append(time.perf_counter() - began)
    cuts = statistics.quantiles(taken, n=20, method="inclusive")
    return Latency(len(rows), round(statistics.median(taken), 6), round(cuts[-1], 6))


def _most_held(process: int) -> int:
    """The most bytes of memory that a process has held."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def words(profile: ModelProfile) -> str:
    """What a model needs, in a line for people."""
    memory = show_quantity(profile.memory, Dimension.BYTES)
    times = ", ".join(
        f"{show_quantity(one.p95, Dimension.SECONDS)} for {one.rows}" for one in profile.latency
    )
    start = show_quantity(profile.start, Dimension.SECONDS)
    where = f"; measured elsewhere, on a machine of compute score {profile.score:.3g}" if profile.by else ""
    return f"{memory}; 95 of 100 answers within {times} rows; ready after {start}{where}"
