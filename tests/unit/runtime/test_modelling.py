"""Documents become a checked and placed model, or findings; nothing is run."""

from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.language.library import library
from stratum.language.tree import DocumentKind
from stratum.runtime.examples import example_files
from stratum.runtime.modelling import Checked, ModelError, check_texts

ROOT = Path("/ws")
METAMODEL = library()


def checked(old: str = "", new: str = "") -> Checked:
    texts = example_files("01-flights")
    changed = {name: text.replace(old, new) if old else text for name, text in texts.items()}
    assert not old or changed != texts
    return check_texts(ROOT, changed, METAMODEL)


def test_the_example_is_clean_and_its_free_components_are_placed() -> None:
    found = checked()
    assert found.findings == ()
    hosts = found.hosts["flight-delays"]
    assert hosts["scorer"] == hosts["processor"] == "fog-1"
    assert hosts["archive"] == "cloud-1"
    assert "fog-1" in found.reasons["flight-delays"]["scorer"]


@pytest.mark.parametrize(
    ("old", "new", "code", "numbers"),
    [
        (
            "memory: 256 MiB, tier: [fog, cloud]",
            "memory: 64 GiB, tier: [fog, cloud]",
            "placement-none",
            "64 GiB",
        ),
        ("maxLatency: 5 ms", "maxLatency: 5 ms}, {to: archive, maxLatency: 1 ms", "", ""),
        ("requires: {cpu: 0.25, memory: 384 MiB}", "requires: {cpu: 0.25, memory: 2 GiB}", "", "512 MiB"),
        ("hostedOn: jfk-gateway", "hostedOn: jfk-gatewy", "", ""),
        ("type: NatsBroker", "type: NatsBrokr", "", ""),
        ("cpu: 0.5, memory: 256 MiB, tier", "cpu: 0.5, memory: 256 MHz, tier", "", ""),
    ],
)
def test_what_cannot_run_is_refused_with_its_place(old: str, new: str, code: str, numbers: str) -> None:
    found = checked(old, new)
    with pytest.raises(ModelError) as caught:
        found.refuse_errors()
    first = caught.value.findings[0]
    assert first.position.file.endswith(".yaml")
    assert first.position.line > 0
    assert first.fix
    assert code in {f.code for f in caught.value.findings} | {""}
    assert any(numbers in f.message + f.required + f.available for f in caught.value.findings)


def test_documents_are_found_by_name_by_file_or_alone() -> None:
    found = checked()
    alone = found.document(DocumentKind.PIPELINE, None)
    assert alone is found.document(DocumentKind.PIPELINE, "delay-risk")
    assert alone is found.document(DocumentKind.PIPELINE, "pipeline.yaml")
    assert found.located(alone).file == "/ws/pipeline.yaml"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(NotFoundError, match="no Application 'x'") as caught:
        checked().document(DocumentKind.APPLICATION, "x")
    assert caught.value.hint == "known: flight-delays"


def test_several_need_a_name() -> None:
    texts = example_files("01-flights")
    texts["second.yaml"] = texts["application.yaml"].replace("name: flight-delays", "name: other")
    with pytest.raises(InvalidInputError, match="several Applications"):
        check_texts(ROOT, texts, METAMODEL).document(DocumentKind.APPLICATION, None)


def test_an_empty_workspace_says_how_to_begin() -> None:
    found = check_texts(ROOT, {}, METAMODEL)
    assert found.findings == ()
    with pytest.raises(NotFoundError) as caught:
        found.document(DocumentKind.PIPELINE, None)
    assert "stratum init" in caught.value.hint
