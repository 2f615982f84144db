"""Names of blocks as variables of a notebook, unlike each other and all that its cells bind."""

import ast
import builtins
import keyword
import re
from collections.abc import Collection, Iterable, Mapping

from stratum.training.types import PipelineSpec

Names = Mapping[str, str]
"""The variable of each block."""
_OF_BLOCKS = frozenset({"connection", "times", "code", "database", "frame"})
"""Names that the code of blocks binds besides their own."""


def block_names(spec: PipelineSpec) -> list[str]:
    """Names of the blocks that make tables, in order: the last one feeds the candidates."""
    return [*(s.name for s in spec.sources), *(s.name for s in spec.steps)]


def bound(code: Iterable[str]) -> frozenset[str]:
    """Names that cells bind for those that follow: what they import, define and assign."""
    found: set[str] = set()
    waiting: list[ast.AST] = [ast.parse(text) for text in code]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif not isinstance(node, ast.Lambda | ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            waiting += ast.iter_child_nodes(node)
    return frozenset(found)


def variable_names(blocks: Iterable[str], taken: Collection[str] = ()) -> Names:
    """A Python name for each block, unlike the others and those that the notebook binds itself.

    Args:
        blocks: Their names.
        taken: What the other cells bind, see ``bound``.
    """
    names: dict[str, str] = {}
    unfree = _OF_BLOCKS.union(taken)
    for block in blocks:
        name = re.sub(r"\W", "_", block)
        if not name.isidentifier() or keyword.iskeyword(name) or hasattr(builtins, name) or name in unfree:
            name = f"block_{name}"
        while name in names.values() or name in unfree:
            name += "_"
        names[block] = name
    return names
