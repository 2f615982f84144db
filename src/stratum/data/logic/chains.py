"""Which steps run as tables, which row by row, and by which content a result is known."""

from collections.abc import Iterator, Mapping, Sequence

from stratum.core.digests import digest_value
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.data.logic.tables import near_matches
from stratum.data.types import SourceSpec, StepSpec

TABLE_STEPS = ("sql", "filter", "select", "python", "join", "group", "past", "sample")
ROW_STEPS = ("date_parts", "fill", "replace", "resize_images")
MODEL_STEPS = (
    "encode",
    "words",
    "scale",
    "components",
    "transform",
    "choose_features",
    "balance",
    "roles",
)
_MERGING = ("sql", "join")
FORMAT = "stratum.table/1"
PLACES = frozenset({
    *("path", "url", "endpoint", "region", "broker", "connection", "query"),
    *("user", "hostKey", "token", "password", "privateKey", "accessKey", "secretKey"),
})
"""Attributes that say where content is and who may have it: equal content is equal wherever it lies."""

Blocks = Mapping[str, SourceSpec | StepSpec]


def blocks_by_name(sources: Sequence[SourceSpec], steps: Sequence[StepSpec]) -> Blocks:
    """All blocks that make tables, by name."""
    return {**{s.name: s for s in sources}, **{s.name: s for s in steps}}


def block_of(blocks: Blocks, name: str) -> SourceSpec | StepSpec:
    """One block.

    Raises:
        NotFoundError: If there is none of this name.
    """
    if name not in blocks:
        raise NotFoundError(f"there is no block {name!r}", near_matches(name, blocks))
    return blocks[name]


def chain_to(blocks: Blocks, name: str) -> tuple[StepSpec, ...]:
    """The steps from the last query, join or source to ``name``; each but the first has one input."""
    return tuple(_backwards(blocks, name))[::-1]


def _backwards(blocks: Blocks, name: str) -> Iterator[StepSpec]:
    block = block_of(blocks, name)
    while isinstance(block, StepSpec):
        yield block
        if block.kind in _MERGING:
            return
        if len(block.inputs) != 1:
            raise InvalidInputError(
                f"block {block.name!r} ({block.kind}) has {len(block.inputs)} inputs", "give it exactly one"
            )
        block = block_of(blocks, block.inputs[0])


def table_end(blocks: Blocks, name: str) -> tuple[str, tuple[StepSpec, ...]]:
    """The last block before ``name`` that is a plain table, and the steps after it.

    Steps after it (``ROW_STEPS``, ``MODEL_STEPS`` and ``select``) belong to the model.

    Raises:
        InvalidInputError: If rows are chosen after values were prepared, or a step's kind is unknown.
    """
    chain = chain_to(blocks, name)
    for step in chain:
        if step.kind not in (*TABLE_STEPS, *ROW_STEPS, *MODEL_STEPS):
            raise InvalidInputError(f"block {step.name!r}: unknown kind of step {step.kind!r}")
    start = next((i for i, step in enumerate(chain) if step.kind not in TABLE_STEPS), len(chain))
    tail = chain[start:]
    for step in tail:
        if step.kind == "filter":
            raise InvalidInputError(
                f"block {step.name!r} chooses rows after block {tail[0].name!r} prepared values",
                f"put {step.name!r} before {tail[0].name!r}",
            )
    return (tail[0].inputs[0], tail) if tail else (name, ())


def table_digest(blocks: Blocks, name: str, fingerprints: Mapping[str, str]) -> str:
    """The name of a block's content: digest over the sources' content and every step before it.

    Args:
        blocks: All blocks.
        name: The block.
        fingerprints: Digest of the content of each source that the block depends on.
    """
    return digest_value({"format": FORMAT, "block": _said(blocks, name, fingerprints)})


def _said(blocks: Blocks, name: str, fingerprints: Mapping[str, str]) -> object:
    block = block_of(blocks, name)
    if isinstance(block, SourceSpec):
        rest = {k: v for k, v in block.attributes.items() if k not in PLACES}
        return {"name": name, "kind": block.kind, "content": fingerprints[name], "attributes": rest}
    before = [_said(blocks, i, fingerprints) for i in block.inputs]
    return {"name": name, "kind": block.kind, "attributes": dict(block.attributes), "inputs": before}


def sources_of(blocks: Blocks, name: str) -> tuple[SourceSpec, ...]:
    """The sources that a block depends on, each once, in the order met."""
    block = block_of(blocks, name)
    if isinstance(block, SourceSpec):
        return (block,)
    found = {s.name: s for i in block.inputs for s in sources_of(blocks, i)}
    return tuple(found.values())


def steps_of(blocks: Blocks, name: str) -> tuple[StepSpec, ...]:
    """The steps that a block depends on, each once, in the order met; itself last where it is one."""
    block = block_of(blocks, name)
    if isinstance(block, SourceSpec):
        return ()
    found = {s.name: s for i in block.inputs for s in steps_of(blocks, i)}
    return (*found.values(), block)
