from collections.abc import Callable

import pytest

from stratum.compiler.blocks import before, block_of, candidates_of, feeding, of_type, split_of
from stratum.core.errors import InvalidInputError
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document

Read = Callable[[str], Document]

CIRCLE = """
kind: Pipeline
name: circle
blocks:
  a: {type: SelectColumns, input: b, columns: [x]}
  b: {type: SelectColumns, input: c, columns: [x]}
  c: {type: SelectColumns, input: a, columns: [x]}
"""
TWO_SPLITS = """
kind: Pipeline
name: two
blocks:
  rows: {type: CsvSource, path: x.csv}
  one: {type: SplitRandom, input: rows}
  two: {type: SplitRandom, input: rows}
  tree: {type: DecisionTree, input: one}
  forest: {type: RandomForest, input: two}
  best: {type: ChooseBest, inputs: [tree, forest], target: y, metric: f1}
"""


def test_a_block_comes_after_its_inputs_and_only_once(pipeline: Document) -> None:
    names = [e.name for e in before(pipeline, "known")]
    assert names == ["flights", "weather", "planes", "departures", "landed", "known"]


def test_what_feeds_the_split_ends_before_it(pipeline: Document, metamodel: Metamodel) -> None:
    chain = feeding(pipeline, metamodel)
    assert chain[-1].name == "scaled"
    assert split_of(pipeline, metamodel).name == "split"


def test_blocks_are_found_by_the_types_they_extend(pipeline: Document, metamodel: Metamodel) -> None:
    assert [e.name for e in of_type(pipeline, metamodel, "Source")] == ["flights", "weather", "planes"]
    assert of_type(pipeline, metamodel, "Algorithm") == candidates_of(pipeline, metamodel)


def test_a_circle_is_told_as_a_path(read: Read) -> None:
    with pytest.raises(InvalidInputError, match="a → b → c → a"):
        before(read(CIRCLE), "a")


def test_an_unknown_block_is_named_with_its_document(pipeline: Document) -> None:
    with pytest.raises(InvalidInputError) as caught:
        block_of(pipeline, "nowhere")
    assert caught.value.message == "/ws/pipeline.yaml: no block is called 'nowhere'"


def test_candidates_of_different_splits_have_none_in_common(read: Read, metamodel: Metamodel) -> None:
    with pytest.raises(InvalidInputError, match="they have one, two") as caught:
        split_of(read(TWO_SPLITS), metamodel)
    assert caught.value.hint == "give every candidate the same input"


DIAMOND = """
kind: Pipeline
name: diamond
blocks:
  joined: {type: SqlQuery, inputs: [left, right], query: q.sql}
  left: {type: SelectColumns, input: rows, columns: [x]}
  right: {type: SelectColumns, input: rows, columns: [y]}
  rows: {type: CsvSource, path: x.csv}
"""


def test_a_block_that_two_others_need_comes_once(read: Read) -> None:
    names = [e.name for e in before(read(DIAMOND), "joined")]
    assert names == ["rows", "left", "right", "joined"]
    assert len(set(names)) == 4
