"""YAML for Ansible: what it reads is what the model has, and nothing of it is a template."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stratum.deployment.renderers.ansible.tagged import Template, dump

TEXTS = st.text() | st.sampled_from(["{{ x }}", "{% x %}", "{# x", "yes", "1.10", "!unsafe", "- a", "a: b"])
DATA = st.recursive(
    TEXTS | st.integers() | st.booleans(),
    lambda inner: st.lists(inner) | st.dictionaries(st.from_regex(r"\A[a-z]{1,5}\Z"), inner),
)


class Reader(yaml.SafeLoader):
    """Reads the tag as Ansible does: a text that is kept."""


class Kept(str):
    __slots__ = ()


def kept(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Kept:
    return Kept(loader.construct_scalar(node))


Reader.add_constructor("!unsafe", kept)


def read(text: str) -> object:
    return Reader(text).get_single_data()


@given(DATA)
def test_it_reads_back_as_it_was(data: object) -> None:
    assert read(dump(data)) == data


@given(TEXTS)
def test_a_text_that_looks_like_a_template_is_kept(text: str) -> None:
    found = read(dump({"key": [text]}))
    assert isinstance(found, dict)
    marked = any(mark in text for mark in ("{{", "{%", "{#"))
    assert isinstance(found["key"][0], Kept) is marked


@pytest.mark.parametrize("text", ["{{ ours }}", "plain"])
def test_a_template_of_ours_stays_one(text: str) -> None:
    assert dump({"key": Template(text)}) == f'key: "{text}"\n'
