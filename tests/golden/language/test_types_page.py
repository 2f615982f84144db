"""The page of types is the one of the library."""

import runpy
from pathlib import Path

MAKER = runpy.run_path(str(Path(__file__).with_name("regenerate.py")))


def test_the_page_of_types_is_up_to_date() -> None:
    text = MAKER["INVENTORY"].read_text(encoding="utf-8")
    assert text.endswith(MAKER["types_page"]()), "run python tests/golden/language/regenerate.py"


def test_it_tells_what_runs_what_and_why_not() -> None:
    text = MAKER["types_page"]()
    assert "\n| SparkMlLib | Algorithms that learn in Spark. | Ansible |\n" in text
    assert "\n| PowerBi | Pages and reports of Microsoft. | model only: reports are drawn" in text
    assert "\n| mySQL | `MySql` | Docker Compose and Kubernetes; Ansible |\n" in text
    assert "\n| DBApplication | `Database` | a family: Cassandra, CosmosDb, DynamoDb, Elasticsearch …" in text
    assert "\n| DSML | a document of the workspace | part of the language |\n" in text
