"""The gateway's own configuration: where Traefik listens, and that it reads its routes when they change."""

import json
from collections.abc import Mapping

from stratum.serving.types import GatewaySpec

ROUTES = "routes.yaml"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 10.0)


def gateway_config(spec: GatewaySpec, directory: str) -> str:
    """Traefik's static configuration; JSON, which is YAML as well.

    Its warnings are kept out of the log: each start begins with three about options of other backends.

    Args:
        spec: Where it listens.
        directory: Absolute path of the folder that holds ``routes.yaml``.
    """
    told: Mapping[str, object] = {
        "global": {"checkNewVersion": False, "sendAnonymousUsage": False},
        "log": {"level": "ERROR"},
        "entryPoints": {
            "service": {"address": f"{spec.address}:{spec.port}"},
            "status": {"address": f"{spec.address}:{spec.status}"},
        },
        "ping": {"entryPoint": "status"},
        "metrics": {"prometheus": {"entryPoint": "status", "buckets": list(_BUCKETS)}},
        "providers": {
            "providersThrottleDuration": "100ms",
            "file": {"filename": f"{directory}/{ROUTES}", "watch": True},
        },
    }
    return json.dumps(told, indent=2, sort_keys=True) + "\n"
