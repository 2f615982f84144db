"""Malformed documents for the fuzzer: valid ones with faults in their data or their text, and bombs."""

import copy
import dataclasses
import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import yaml
from hypothesis import strategies as st
from large_models.texts import texts

EXAMPLES: Final = Path(__file__).parents[1] / "examples"
OWN_TYPES: Final = """\
stratum: 1
kind: Types
name: own
types:
  Press:
    extends: MessageBroker
    help: A press.
    attributes:
      pressure: {type: quantity, measures: ratio, minimum: 0, maximum: 1, default: 50 %}
      parts: {type: list, items: {type: group, fields: {name: {type: string, required: true}}}}
    constraints:
      gentle: {holds: self.pressure < 0.9, says: it presses too hard}
"""
LETTERS: Final = (
    "\x00\x07\x1b\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\ud800\udfff\U0010ffff\t\r\n\"'\\&*!|>%@`#:-?[]{},~"
)
PIECES: Final = (
    "[", "]", "{", "}", ": ", "- ", "\n", "\n  ", "&a ", "*a", "'", '"', " #", "\t", "~", "!!int ", "|\n",
    ">-\n",
    "!!python/name:os.x ", "%YAML 9.9\n", "---\n", "...\n", "<<: *a", "? ", "\x00", "\ufeff", "\x85",
    "\u2028",
    "\ud800", "\\x",
)  # fmt: skip
VALUES: Final[tuple[object, ...]] = (
    None, True, [], {}, [[]], {"": None}, -1, 0, 2**70, 1e308, float("nan"), float("-inf"), "", " ", "~",
    "é" * 300, "9" * 400, "1e999 ms", "0x1F", "-5 GiB", "1 parsec", "*", "a/../../b", "package:", "${env:X}",
    "self.x.y", "1 < ", "[" * 900, "x.all(y, y.all(z, true))", {"type": "Dashboard"}, [{"to": {}}],
    {"to": "a", "maxLatency": []}, {"minimum": 5, "maximum": -5}, "2013-02-30T99:00:00Z", ">=99,<<1",
    "\u202e",
    "a\nb", "broker", "h1", "NatsBroker",
)  # fmt: skip
Holder = dict[object, object] | list[object]


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """Documents of which one is malformed.

    Attributes:
        file: The malformed one.
        texts: All of them.
    """

    file: str
    texts: dict[str, str]

    def __repr__(self) -> str:
        """The malformed text alone."""
        return f"{self.file}: {self.texts[self.file]!r}"


@functools.cache
def valid() -> dict[str, dict[str, str]]:
    """Valid documents of every kind that belong together, by a name for all of them."""
    found: dict[str, dict[str, str]] = {"generated": texts(20), "types": {"types.yaml": OWN_TYPES}}
    for file in sorted(EXAMPLES.glob("*/*.yaml")):
        found.setdefault(file.parent.name, {})[file.name] = file.read_text(encoding="utf-8")
    return found


@st.composite
def _chosen(draw: st.DrawFn) -> Case:
    together = valid()[draw(st.sampled_from(sorted(valid())))]
    return Case(draw(st.sampled_from(sorted(together))), together)


def places(data: object) -> Iterator[tuple[Holder, object]]:
    """Every container in plain data with each of its keys."""
    waiting = [data]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, (dict, list)):
            pairs = list(holder.items() if isinstance(holder, dict) else enumerate(holder))
            yield from ((holder, key) for key, _ in pairs)
            waiting.extend(value for _, value in pairs)


@st.composite
def restructured(draw: st.DrawFn) -> Case:
    """A valid document with values of wrong kinds at some of its keys, or with keys that are wrong."""
    case = draw(_chosen())
    data = copy.deepcopy(_data(case.texts[case.file]))
    for _ in range(draw(st.integers(1, 4))):
        found = list(places(data))
        if not found:
            break
        holder, key = found[draw(st.integers(0, len(found) - 1))]
        other = found[draw(st.integers(0, len(found) - 1))][0]
        value = draw(st.sampled_from(VALUES) | st.text(max_size=20) | st.just(other))
        _CHANGES[draw(st.sampled_from(sorted(_CHANGES)))](holder, key, value)
    flow = draw(st.sampled_from([None, True, False]))
    text = yaml.dump(
        data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, default_flow_style=flow
    )
    return _with(case, str(text))


def _with(case: Case, text: str) -> Case:
    return Case(case.file, {**case.texts, case.file: text})


@functools.cache
def _data(text: str) -> object:
    return yaml.load(text, yaml.CSafeLoader)


def _set(holder: Holder, key: object, value: object) -> None:
    if isinstance(holder, dict):
        holder[key] = copy.deepcopy(value)
        return
    assert isinstance(key, int)
    holder[key] = copy.deepcopy(value)


def _drop(holder: Holder, key: object, _value: object) -> None:
    if isinstance(holder, dict):
        del holder[key]
        return
    assert isinstance(key, int)
    del holder[key]


def _rename(holder: Holder, key: object, value: object) -> None:
    if isinstance(holder, dict) and isinstance(value, (str, int, float, bool)):
        holder[value] = holder.pop(key)


def _wrap(holder: Holder, key: object, _value: object) -> None:
    pairs = holder.items() if isinstance(holder, dict) else enumerate(holder)
    _set(holder, key, [value for at, value in pairs if at == key])


_CHANGES: Final[dict[str, Callable[[Holder, object, object], None]]] = {
    "set": _set,
    "drop": _drop,
    "rename": _rename,
    "wrap": _wrap,
}


@st.composite
def rewritten(draw: st.DrawFn) -> Case:
    """A valid document with some places of its text cut out, doubled or written over."""
    case = draw(_chosen())
    text = case.texts[case.file]
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        piece = draw(
            st.sampled_from((*PIECES, text[start:end] * 2))
            | st.text(alphabet=st.sampled_from(LETTERS), max_size=6)
            | st.text(max_size=6)
        )
        text = text[:start] + piece + text[end:]
    return _with(case, text)


HEAD: Final = "stratum: 1\nkind: Application\nname: app\ninfrastructure: i.yaml\ncomponents:\n"


@st.composite
def bombs(draw: st.DrawFn) -> Case:
    """A document that is small or simple to write, and would be large, deep or slow to read."""
    size = draw(st.sampled_from([10, 39, 41, 300, 3_000, 60_000]))
    return Case("bomb.yaml", {"bomb.yaml": draw(st.sampled_from(_BOMBS))(size)})


def _doubling(size: int) -> str:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, min(size, 30))]
    return "stratum: 1\nkind: Application\n" + "\n".join(lines) + "\n"


def _wide(size: int) -> str:
    """Aliases of one large list in the attributes of many elements."""
    rows = ", ".join(f"r{n}" for n in range(min(size, 5_000)))
    uses = "".join(f"  b{n}: {{type: NatsBroker, topics: *t}}\n" for n in range(min(size, 3_000)))
    return f"{HEAD}  b: {{type: NatsBroker, topics: &t [{rows}]}}\n{uses}"


def _faulty(size: int) -> str:
    """Very many faults, each of which proposes near names."""
    lines = (f"  d{n}: {{type: Dashbord{n % 7}, connectsTo: x{n}}}\n" for n in range(size // 8))
    more = (f"  e{n}: {{type: Dashboard, conectsTo: x{n}, hostedOn: h{n}}}\n" for n in range(size // 8))
    return HEAD + "".join(lines) + "".join(more)


_BOMBS: Final[tuple[Callable[[int], str], ...]] = (
    _doubling,
    _wide,
    _faulty,
    lambda size: HEAD + "  a: " + "[" * size + "]" * size,
    lambda size: HEAD + "  a: " + "{a: " * size + "}" * size,
    lambda size: HEAD + "".join(f"{'  ' * n}a:\n" for n in range(1, min(size, 2_000))),
    lambda size: HEAD + "- " * size + "a\n",
    lambda size: HEAD + "? " * size + "a\n",
    lambda size: f"{HEAD}  a: {{type: Dashboard, title: {'x' * size * 50}}}\n",
    lambda size: HEAD + '  a: {type: Dashboard, title: "' + "\\n " * size + '"}\n',
    lambda size: f"{HEAD}  a: {{type: ModelService, model: {'a-' * size}@}}\n",
    lambda size: (
        f'{HEAD}  a: {{type: Dashboard, requires: {{memory: {"9" * size} GiB, where: "{"!" * size}true"}}}}\n'
    ),
    lambda size: f"{HEAD}  {'a' * size}: {{type: Dashboard}}\n",
    lambda size: (
        HEAD + "".join(f"  a{n}: &a{n} {{type: Dashboard, connectsTo: a{n + 1}}}\n" for n in range(size // 4))
    ),
    lambda size: HEAD + "  a: {type: Dashboard}\n" * min(size, 20_000),
    lambda size: (
        HEAD + "".join(f"  a{n}: *a\n" for n in range(min(size, 20_000))) + "x: &a {type: Dashboard}\n"
    ),
    lambda size: (
        HEAD
        + "  a: &a {type: NatsBroker, topics: [x]}\n"
        + "".join(f"  b{n}: *a\n" for n in range(min(size, 9_000)))
    ),
    lambda size: HEAD + "  a: {<<: " * min(size, 200) + "}" * min(size, 200),
    lambda size: "---\n" * size + HEAD,
    lambda size: "%TAG ! tag:a,2000:\n" * min(size, 50) + "---\n" + HEAD,
    lambda size: HEAD + "#" * size * 20,
    lambda size: HEAD + "\t" * size,
    lambda size: HEAD + "  a: " + "'" * size,
    lambda size: HEAD + "  a: " + "&a" * size,
    lambda size: HEAD + "  a: " + "!a" * size + " b",
)
