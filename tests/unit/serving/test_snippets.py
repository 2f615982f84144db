"""How a model is asked from elsewhere: what the rows hold stays data."""

import ast
import json
import shlex

from hypothesis import given
from hypothesis import strategies as some

from stratum.serving.logic.snippets import curl_snippet, predict_path, python_snippet

URL = "http://127.0.0.1:8080" + predict_path("late")
CELLS = some.one_of(some.none(), some.booleans(), some.integers(-9, 9), some.text())
ROWS = some.lists(some.dictionaries(some.text(), CELLS, max_size=3), min_size=1, max_size=2)


@given(ROWS)
def test_a_shell_reads_the_rows_as_one_word(rows: list[dict[str, object]]) -> None:
    words = shlex.split(curl_snippet(URL, rows))
    assert words[0] == "curl"
    assert json.loads(words[4]) == {"rows": rows}
    assert words[5] == URL


@given(ROWS)
def test_python_reads_the_rows_as_one_text(rows: list[dict[str, object]]) -> None:
    tree = ast.parse(python_snippet(URL, rows))
    told = next(node for node in tree.body if isinstance(node, ast.Assign))
    assert isinstance(told.value, ast.Call)
    (argument,) = told.value.args
    assert isinstance(argument, ast.Constant)
    assert json.loads(str(argument.value)) == rows
    assert len(tree.body) == 5


def test_quotes_and_commands_do_nothing() -> None:
    line = curl_snippet(URL, [{"name": "'; rm -rf / #$(id)`id`"}])
    assert shlex.split(line)[4] == json.dumps({"rows": [{"name": "'; rm -rf / #$(id)`id`"}]})
