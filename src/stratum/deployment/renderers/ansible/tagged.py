"""YAML for Ansible: texts of a model are tagged ``!unsafe`` where Ansible would take them for templates."""

from collections.abc import Mapping, Sequence

import yaml

_MARKS = ("{{", "{%", "{#")


class Template(str):
    """A Jinja template of our own; nothing of a model is part of its text."""

    __slots__ = ()


class _Unsafe(str):
    """A text that Ansible has to keep as it is."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Knows the tag; writes no anchors, so that a file reads from top to bottom."""

    def ignore_aliases(self, data: object) -> bool:
        """Write each value out."""
        del data
        return True


def _unsafe(dumper: yaml.SafeDumper, data: _Unsafe) -> yaml.Node:
    return dumper.represent_scalar("!unsafe", str(data), style='"')


def _template(dumper: yaml.SafeDumper, data: Template) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(data), style='"')


def _text(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    """In quotes where it holds what only quotes keep, such as a line separator."""
    style = None if data.replace("\n", "").isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Unsafe, _unsafe)
_Dumper.add_representer(Template, _template)


def dump(data: object) -> str:
    """YAML of plain data and templates.

    Args:
        data: Mappings, sequences, scalars and ``Template``. A text that is no ``Template`` stays a text,
            whatever it looks like.
    """
    text = yaml.dump(_literal(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return str(text)


def _literal(data: object) -> object:
    if isinstance(data, Template):
        return data
    if isinstance(data, str):
        return _Unsafe(data) if any(mark in data for mark in _MARKS) else data
    if isinstance(data, Mapping):
        return {key: _literal(value) for key, value in data.items()}
    if isinstance(data, Sequence):
        return [_literal(item) for item in data]
    return data
