"""Whatever is under a service, an import gives documents or says why it cannot."""

import contextlib

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.compiler.importers.compose.project import APPLICATION, import_compose
from stratum.core.errors import InvalidInputError
from stratum.language.library import library

KEYS = (
    *(
        "image",
        "command",
        "entrypoint",
        "environment",
        "ports",
        "expose",
        "volumes",
        "depends_on",
        "healthcheck",
    ),
    *("deploy", "restart", "user", "working_dir", "secrets", "links", "scale", "build", "networks"),
    *(
        "test",
        "interval",
        "retries",
        "resources",
        "limits",
        "reservations",
        "devices",
        "cpus",
        "memory",
        "replicas",
    ),
    *("target", "published", "type", "source", "condition", "capabilities", "count"),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from([
        "redis:7",
        "80:80",
        "a:/b:ro",
        "${X:-1}",
        "$$",
        "1m30s",
        "512M",
        "CMD",
        "service_healthy",
        "a b",
    ]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=8,
)
SERVICE = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["a", "b_c", "D"]), st.one_of(SERVICE, SCALARS), min_size=1, max_size=2)
)
def test_no_service_is_a_crash(services: dict[str, object]) -> None:
    text = yaml.safe_dump({"services": services})
    with contextlib.suppress(InvalidInputError):
        made = import_compose(text, "compose.yaml", "any", library())
        assert len(yaml.safe_load(made.files[APPLICATION])["components"]) == len(services)
