"""YAML of plain data: written by a safe dumper, each value out in full, keys in the order they are given."""

from collections.abc import Iterable, Mapping

import yaml


class _Dumper(yaml.SafeDumper):
    """Writes no anchors, so that a file reads from top to bottom; texts of several lines as blocks."""

    def ignore_aliases(self, data: object) -> bool:
        """Write each value out."""
        del data
        return True


def _text(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    is_block = "\n" in data and not any(line.endswith((" ", "\t")) for line in data.split("\n"))
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="|" if is_block else None)


_Dumper.add_representer(str, _text)


def document(data: Mapping[str, object], head: str = "") -> str:
    """One YAML document.

    Args:
        data: Mappings, lists and scalars; entries that are None are left out.
        head: A comment above it; empty for none.
    """
    text = yaml.dump(filled(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return f"# {head}\n{text}" if head else str(text)


def documents(parts: Iterable[Mapping[str, object]], head: str = "") -> str:
    """Several YAML documents in one file, such as Kubernetes takes them."""
    text = "---\n".join(document(part) for part in parts)
    return f"# {head}\n{text}" if head else text


def filled(data: Mapping[str, object]) -> dict[str, object]:
    """A mapping without the entries that are None, at any depth."""
    return {key: _plain(value) for key, value in data.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return filled(value)
    return [_plain(item) for item in value] if isinstance(value, (tuple, list)) else value
