"""Python code of a pipeline's blocks for the notebook: plain pandas, DuckDB and scikit-learn."""

from collections.abc import Callable, Mapping, Sequence

from stratum.data.types import SourceSpec, StepSpec
from stratum.training.logic.sketch import MISSING, STATISTICS
from stratum.training.logic.transformers import ANY, SCORE, TRANSFORMERS, made_with
from stratum.training.renderers.naming import Names

_COMPARISONS = {
    "equal": "==",
    "different": "!=",
    "above": ">",
    "at-least": ">=",
    "below": "<",
    "at-most": "<=",
}
_ALL_ROWS = 'SELECT * FROM "{}"'
_CSV = ("delimiter", "encoding", "skip", "names")


def text_literal(text: str) -> str:
    """A string literal of ``text``, over several lines where that is safe and easier to read."""
    lines = text.strip().splitlines()
    plain = all(line.isprintable() for line in lines) and '"""' not in text and "\\" not in text
    return f'"""\n{text.strip()}\n"""' if len(lines) > 1 and plain else repr(text)


def source_code(source: SourceSpec, names: Names) -> str:
    """Code that reads a source as an Arrow table."""
    path = f"locate({source.attributes.get('path', '')!r})"
    variable = names[source.name]
    match source.kind:
        case "csv":
            options = {k: v for k, v in source.attributes.items() if k in _CSV}
            more = "".join(f", {k}={v!r}" for k, v in options.items())
            return f"{variable} = read_csv({path}{more})"
        case "images":
            return f"{variable} = read_images({path}, {source.attributes.get('list')!r})"
        case "parquet":
            return f"{variable} = pyarrow.parquet.read_table({path})"
        case "arrow":
            return f"{variable} = pa.ipc.open_file({path}).read_all()"
        case "sqlite":
            table = str(source.attributes.get("table", "")).replace('"', '""')
            return (
                f"with sqlite3.connect({path}) as database:\n"
                f"    frame = pd.read_sql_query({_ALL_ROWS.format(table)!r}, database)\n"
                f"{variable} = pa.Table.from_pandas(frame, preserve_index=False)"
            )
        case _:
            kept = f"{source.name}.parquet"
            why = f"save the rows of this {source.kind} source there: no credentials stand here"
            return f"{variable} = pyarrow.parquet.read_table({kept!r})  # {why}"


def step_code(step: StepSpec, names: Names, *, prepared: bool = False) -> str:
    """Code of a step; it makes a data frame of the step's name, and leaves its input as it was.

    Args:
        step: The step.
        names: Python name of each block.
        prepared: Whether a step before it prepares values.
    """
    if step.kind == "sql":
        return _sql_code(step, names)
    if step.kind in _OF_TABLES:
        return f"{names[step.name]} = " + _OF_TABLES[step.kind](step, [names[i] for i in step.inputs])
    out = names[step.name]
    write = _selected if prepared and step.kind == "select" else _WRITERS[step.kind]
    return "\n".join([f"{out} = to_frame({names[step.inputs[0]]})", *write(out, step)])


def _selected(out: str, step: StepSpec) -> list[str]:
    """A selection among prepared values leaves out features, and nothing else."""
    keep = _texts(step, "columns")
    kept = "(target, identifier, split_column, *row_weights)"
    among = f"[c for c in {out}.columns if c in {keep!r} or c in {kept}]"
    return [f"{out} = {out}[{among}]"]


def _select_lines(out: str, step: StepSpec) -> list[str]:
    return [f"{out} = {out}[{_texts(step, 'columns')!r}]"]


def _join_call(step: StepSpec, inputs: Sequence[str]) -> str:
    tables = ", ".join(f"to_arrow({name})" for name in inputs)
    drop = step.attributes.get("dangling") == "drop"
    return f"joined({tables}, {_texts(step, 'on')!r}, drop={drop})"


def _group_call(step: StepSpec, inputs: Sequence[str]) -> str:
    return f"grouped(to_arrow({inputs[0]}), {_texts(step, 'by')!r}, {_plain(step.attributes['figures'])!r})"


def _past_call(step: StepSpec, inputs: Sequence[str]) -> str:
    told = f"{step.attributes['time']!r}, {_texts(step, 'by')!r}, {_plain(step.attributes['features'])!r}"
    return f"with_past(to_arrow({inputs[0]}), {told})"


def _sample_call(step: StepSpec, inputs: Sequence[str]) -> str:
    by = step.attributes.get("by", "")
    groups = f"to_arrow({inputs[0]}).column({by!r}).to_pylist()" if by else f"[0] * len({inputs[0]})"
    share, seed = step.attributes["share"], step.attributes.get("seed", 0)
    return f"to_arrow({inputs[0]}).take(pa.array(sampled({groups}, {share!r}, {seed!r})))"


def _plain(items: object) -> list[dict[str, object]]:
    return [dict(item) for item in items if isinstance(item, Mapping)] if isinstance(items, Sequence) else []


_OF_TABLES: Mapping[str, Callable[[StepSpec, Sequence[str]], str]] = {
    "join": _join_call,
    "group": _group_call,
    "past": _past_call,
    "sample": _sample_call,
}


def _code_lines(out: str, step: StepSpec) -> list[str]:
    return [
        f"code = {{}}\nexec({text_literal(str(step.attributes.get('code', '')))}, code)",
        f"{out} = pd.DataFrame(code[{step.attributes.get('function')!r}]({out}))",
    ]


def _filter_lines(out: str, step: StepSpec) -> list[str]:
    return [_filter_line(out, condition) for condition in _items(step, "where")]


def _replace_lines(out: str, step: StepSpec) -> list[str]:
    column, values = str(step.attributes.get("column")), step.attributes.get("values")
    pairs = dict(values) if isinstance(values, Mapping) else {}
    return [f"{out}[{column!r}] = replaced({out}[{column!r}], {pairs!r})"]


def _encode_lines(_out: str, step: StepSpec) -> list[str]:
    if step.attributes.get("method") == "frequency":
        return [f"frequencies += {_texts(step, 'columns')!r}  # learned from the training rows below"]
    entry = (str(step.attributes.get("method", "onehot")), step.attributes.get("minimum", 1))
    return [f"encoding |= {{column: {entry!r} for column in {_texts(step, 'columns')!r}}}"]


def _words_lines(_out: str, step: StepSpec) -> list[str]:
    told = {key: step.attributes[key] for key in ("method", "words", "minimum", "length")}
    return [f"texts |= dict.fromkeys({_texts(step, 'columns')!r}, {told!r})"]


def _components_lines(out: str, step: StepSpec) -> list[str]:
    return [f"components |= dict.fromkeys({_chosen(out, step)}, {step.attributes['components']!r})"]


def _transform_lines(out: str, step: StepSpec) -> list[str]:
    found = TRANSFORMERS[str(step.attributes["transformer"])]
    given = step.attributes["parameters"]
    parameters = made_with(found, given if isinstance(given, Mapping) else {}, 0)
    told = {n: v for n, v in parameters.items() if n not in {SCORE, "random_state"}}
    arguments = [f"{n}={v!r}" for n, v in told.items()] + (["random_state=seed"] if found.seeded else [])
    if found.target == ANY:
        arguments = [f"scores({parameters.get(SCORE, 'f-test')!r})", *arguments]
    made = f"lambda: {found.name}({', '.join(arguments)})"
    return [f"transforms.append(({_chosen(out, step)}, {found.alone}, {made}))"]


def _selection_lines(_out: str, step: StepSpec) -> list[str]:
    values = {key: step.attributes.get(key) for key in ("method", "features", "variance")}
    return [f"selection |= {values!r}"]


def _balance_lines(_out: str, step: StepSpec) -> list[str]:
    return [f"balance |= { ({key: step.attributes[key] for key in ('method', 'ratio')})!r}"]


def _roles_lines(_out: str, step: StepSpec) -> list[str]:
    roles = step.attributes.get("columns")
    told = dict(roles) if isinstance(roles, Mapping) else {}
    weights = [c for c, role in told.items() if role == "weight"]
    ignored = [c for c, role in told.items() if role in {"identifier", "ignored"}]
    return [f"aside += {ignored!r}", f"row_weights += {weights!r}"]


def _texts(step: StepSpec, attribute: str) -> list[str]:
    return [str(item) for item in _items(step, attribute)]


def _items(step: StepSpec, attribute: str) -> Sequence[object]:
    value = step.attributes.get(attribute, ())
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


def _sql_code(step: StepSpec, names: Names) -> str:
    register = [f"connection.register({name!r}, to_arrow({names[name]}))" for name in step.inputs]
    query = text_literal(str(step.attributes.get("query", "")))
    run = f"{names[step.name]} = connection.sql({query}).to_arrow_table()"
    opened = ["connection = duckdb.connect()", "connection.execute(\"SET TimeZone = 'UTC'\")"]
    return "\n".join([*opened, *register, run])


def _filter_line(out: str, condition: object) -> str:
    told = condition if isinstance(condition, Mapping) else {}
    column, kind, value = f"{out}[{told.get('column')!r}]", str(told.get("is", "equal")), told.get("value")
    match kind:
        case "known":
            test = f"{column}.notna()"
        case "missing":
            test = f"{column}.isna()"
        case "in":
            test = f"{column}.isin({value!r})"
        case _:
            test = f"{column}.notna() & ({column} {_COMPARISONS[kind]} {value!r})"
    return f"{out} = {out}[{test}]"


def _parts_lines(out: str, step: StepSpec) -> list[str]:
    column = str(step.attributes.get("column"))
    attributes = {"weekday": "day_of_week"}
    lines = [f"times = pd.to_datetime({out}[{column!r}], utc=True).dt"]
    parts = _texts(step, "parts")
    return lines + [f"{out}[{part!r}] = times.{attributes.get(part, part)}" for part in parts]


def _image_lines(out: str, step: StepSpec) -> list[str]:
    told = [step.attributes.get(name) for name in ("column", "width", "height", "colour")]
    least = -1 if step.attributes.get("range") == "symmetric" else 0
    return [f"{out} = resize_images({', '.join(map(repr, [*told, least]))})".replace("(", f"({out}, ", 1)]


def _fill_lines(out: str, step: StepSpec) -> list[str]:
    fills = step.attributes.get("columns")
    values = dict(fills) if isinstance(fills, Mapping) else {}
    constants = {c: v for c, v in values.items() if v not in STATISTICS}
    learned = {c: v for c, v in values.items() if v in STATISTICS}
    told = values if step.attributes.get("indicator") is True else {}
    lines = [f'{out}[{MISSING.format(c)!r}] = {out}[{c!r}].isna().astype("int64")' for c in told]
    lines += [f"{out} = {out}.fillna({constants!r})"] if constants else []
    return (
        [*lines, f"imputation |= {learned!r}  # learned from the training rows below"] if learned else lines
    )


def _scale_lines(out: str, step: StepSpec) -> list[str]:
    method = str(step.attributes.get("method", "standard"))
    return [f"scaling |= dict.fromkeys({_chosen(out, step)}, {method!r})"]


def _chosen(out: str, step: StepSpec) -> str:
    every = step.attributes.get("columns", "all") == "all"
    return f"numeric_columns({out})" if every else repr(_items(step, "columns"))


_WRITERS: Mapping[str, Callable[[str, StepSpec], list[str]]] = {
    "filter": _filter_lines,
    "python": _code_lines,
    "select": _select_lines,
    "date_parts": _parts_lines,
    "fill": _fill_lines,
    "resize_images": _image_lines,
    "encode": _encode_lines,
    "scale": _scale_lines,
    "replace": _replace_lines,
    "words": _words_lines,
    "components": _components_lines,
    "transform": _transform_lines,
    "choose_features": _selection_lines,
    "balance": _balance_lines,
    "roles": _roles_lines,
}
