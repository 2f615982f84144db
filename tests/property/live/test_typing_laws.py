"""A law of typed text: the model that is kept in memory says what the texts say that were read whole."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stratum.language.syntax.header import header
from stratum.live.types import Refusal
from stratum.runtime.examples import example_files
from stratum.runtime.legality import ModelLegality, _new_errors
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

APP = "application.yaml"
BITS = st.one_of(
    st.sampled_from([
        "\n", " ", "  ", "#", ":", "- ", "}", "{", "[", '"', "'", "|", "&a ", "*a", "---\n", "\t", "x: 1\n",
        "  gauge: {type: CustomApplication}\n", "    cpu: 1\n", "links:\n", "broker", "writer:\n", "é😀",
    ]),
    st.text(max_size=3),
)  # fmt: skip
TYPED = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), BITS), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    root: Path = tmp_path_factory.mktemp("typed") / "flights"
    made = Parts(Settings(root))
    made.workspace.create(example_files("01-flights"), "first")
    return made


@settings(
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(TYPED)
def test_typed_text_is_judged_as_if_it_were_read_whole(
    parts: Parts, typed: list[tuple[float, int, str]]
) -> None:
    texts: Mapping[str, str] = parts.workspace.exact([APP, "infrastructure.yaml", "pipeline.yaml"])
    kept = ModelLegality(parts)
    kept.findings(texts)
    for at, removed, added in typed:
        start = round(at * len(texts[APP]))
        text = f"{texts[APP][:start]}{added}{texts[APP][start + removed :]}".encode(errors="replace").decode()
        after = {**texts, APP: text}
        judged, whole = kept.typed(texts, after), ModelLegality(parts)
        is_worse = bool(_new_errors(whole._read(texts), whole._read(after)))
        assert isinstance(judged, Refusal) == (is_worse or not header(text).is_ours)
        if not isinstance(judged, Refusal):
            texts = after
            assert kept.findings(texts) == ModelLegality(parts).findings(texts)
