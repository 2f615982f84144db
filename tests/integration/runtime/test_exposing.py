"""From a registered version to a service that answers: exposed, applied, asked, and ended."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stratum.core.errors import NotFoundError
from stratum.runtime.cataloguing import behind, lineage
from stratum.runtime.exposing import expose
from stratum.runtime.trying import services_view, try_service
from stratum.runtime.views import Json, Wish
from stratum.runtime.wiring import Parts
from stratum.testing.catalogue import ROW, write_catalogue
from stratum.testing.small_flights import stratum

APPLICATION = "answers"


def plain(view: Json) -> Any:
    """What a client gets of an answer."""
    return json.loads(json.dumps(view))


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    parts = write_catalogue(tmp_path)
    yield parts
    stratum(tmp_path, "destroy", APPLICATION)


def test_a_version_is_exposed_and_answers(parts: Parts, tmp_path: Path) -> None:
    found, commit = expose(parts, "late@2", Wish(application=APPLICATION, service="scorer"))
    assert commit is not None
    assert found.host == "fog-1"
    stratum(tmp_path, "apply", APPLICATION)

    (service,) = plain(services_view(parts))["services"]
    assert (service["service"], service["ready"], service["models"]) == ("scorer", True, ["late@2"])

    told = plain(try_service(parts, APPLICATION, "scorer", [ROW, {**ROW, "delay": -500, "carrier": "BB"}]))
    assert [one["label"] for one in told["predictions"]] == [1, 0]
    assert (told["model"], told["version"]) == ("late", "2")
    assert service["address"] in str(told["curl"])

    (version,) = plain(behind(parts, APPLICATION, "scorer"))["versions"]
    assert version["lineage"]["data"] == {"departures": "2" * 64}
    nodes = json.dumps(lineage(parts, "late@2"))
    assert f"{APPLICATION}/scorer" in nodes
    assert "runs it now" in nodes
    assert "runs it now" not in json.dumps(lineage(parts, "late@1"))

    with pytest.raises(NotFoundError, match="no service 'other'"):
        try_service(parts, APPLICATION, "other", [ROW])
