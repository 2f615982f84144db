"""Texts of a model in templates of Terraform."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.deployment.blueprint import SecretReference
from stratum.deployment.renderers.terraform.expressions import Expression, dump, escaped

TEXTS = st.text() | st.lists(st.sampled_from(["$", "%", "{", "}", "${", "%{", "x", '"', "\\"])).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("${file(x)}", "$${file(x)}"), ("%{if x}", "%%{if x}"), ("$5 at 5%", "$5 at 5%"), ("$${x}", "$$${x}")],
)
def test_the_beginnings_of_templates_are_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected


def read_template(text: str) -> str:
    """As Terraform reads a template without expressions; fails where there is one."""
    assert not re.search(r"(?<!\$)\$\{|(?<!%)%\{", text)
    return text.replace("$${", "${").replace("%%{", "%{")


@given(TEXTS)
def test_a_text_comes_out_as_it_was_and_holds_no_template(text: str) -> None:
    found = json.loads(dump({text: [text]}, {}))
    ((key, (value,)),) = found.items()
    assert (read_template(key), read_template(value)) == (text, text)


def test_expressions_and_secrets_are_templates() -> None:
    secret = SecretReference("key", "env:KEY")
    text = dump({"a": Expression("${var.x}"), "b": [secret]}, {secret: "secret_key"})
    assert json.loads(text) == {"a": "${var.x}", "b": ["${var.secret_key}"]}
