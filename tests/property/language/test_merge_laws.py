"""Laws of merges: one side alone comes out as it is, sides may be swapped, and no error comes in untold."""

import functools
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.language.edits.draft import Draft, draft
from stratum.language.library import library
from stratum.language.merging.lines import aligned, joined, lines_of
from stratum.testing import small_model
from stratum.testing.merging import Pair, broken_laws, changed, commented

EXAMPLES = Path(__file__).parents[3] / "examples"
SITE = small_model.SITE.replace("type: FogServer\n", "type: FogServer\n    id: fog\n")


@functools.cache
def models() -> list[Draft]:
    """A small model with all that a merge decides about, and some of the examples."""
    folders = [EXAMPLES / name for name in ("02-mininet", "04-lamp", "08-chat-server")]
    texts = [{p.name: p.read_text(encoding="utf-8") for p in sorted(f.glob("*.yaml"))} for f in folders]
    return [draft(found, library()) for found in ({"site.yaml": SITE, "app.yaml": small_model.APP}, *texts)]


def pair(random: Random, model: Draft, *, notes: bool) -> Pair:
    """Two states that came of one by edits, each maybe with a comment."""
    base = changed(random, model, random.randrange(2))
    sides = [changed(random, base, random.randrange(1, 5)).texts for _ in range(2)]
    if notes:
        sides = [commented(random, texts, f"note {number}") for number, texts in enumerate(sides)]
    return Pair(base.texts, *sides)


@given(st.randoms(use_true_random=False), st.integers(0, 3), st.booleans())
@settings(max_examples=60, deadline=None)
def test_merges_keep_the_laws(random: Random, number: int, notes: bool) -> None:
    found = pair(random, models()[number], notes=notes)
    assert not list(broken_laws(random, found, library()))


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "\n"]), max_size=12).map("".join)


@given(LINES, LINES, LINES)
@settings(max_examples=300, deadline=None)
def test_a_merge_of_lines_keeps_what_one_side_alone_changed(base: str, ours: str, theirs: str) -> None:
    assert joined(base, ours, ours).text == joined(base, ours, base).text == ours
    assert joined(base, base, theirs).text == theirs
    one, other = joined(base, ours, theirs), joined(base, theirs, ours)
    assert one.clashes == other.clashes
    assert (one.text, one.other) == (other.other, other.text)
    if not one.clashes:
        assert one.text == one.other


@given(LINES, LINES)
@settings(max_examples=300, deadline=None)
def test_lines_that_are_told_to_stay_are_the_same_and_in_order(one: str, other: str) -> None:
    first, second = lines_of(one), lines_of(other)
    pairs = aligned(first, second)
    assert all(first[a] == second[b] for a, b in pairs)
    assert pairs == sorted(pairs)
    assert len({b for _, b in pairs}) == len(pairs)
    assert [b for _, b in pairs] == sorted(b for _, b in pairs)
