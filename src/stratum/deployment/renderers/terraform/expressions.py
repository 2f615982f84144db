"""JSON for Terraform: every text is a template there, so that those of a model are escaped."""

import json
from collections.abc import Mapping, Sequence

from stratum.deployment.blueprint import SecretReference


class Expression(str):
    """A template of our own, such as ``${var.region}``; nothing of a model is part of its text."""

    __slots__ = ()


def dump(data: object, variables: Mapping[SecretReference, str]) -> str:
    """JSON of plain data, expressions and secrets, in the order of its keys.

    Args:
        data: A text that is no ``Expression`` stays a text, whatever it looks like.
        variables: Name of the variable by secret.
    """
    return json.dumps(_literal(data, variables), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _literal(data: object, variables: Mapping[SecretReference, str]) -> object:
    if isinstance(data, SecretReference):
        return f"${{var.{variables[data]}}}"
    if isinstance(data, Expression):
        return str(data)
    if isinstance(data, str):
        return escaped(data)
    if isinstance(data, Mapping):
        return {escaped(str(key)): _literal(value, variables) for key, value in data.items()}
    if isinstance(data, Sequence):
        return [_literal(item, variables) for item in data]
    return data


def escaped(text: str) -> str:
    """``text`` without beginnings of templates."""
    return text.replace("${", "$${").replace("%{", "%%{")
