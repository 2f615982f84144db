"""Names of secrets in files of other tools."""

import collections
from collections.abc import Iterable, Mapping

from stratum.core.identifiers import identifiers
from stratum.deployment.blueprint import SecretReference


def secret_names(secrets: Iterable[SecretReference]) -> Mapping[SecretReference, str]:
    """An identifier by secret, such as ``db_password``; where two share a name, their places are in it."""
    ordered = sorted(set(secrets))
    often = collections.Counter(secret.name for secret in ordered)
    texts = {s: s.name if often[s.name] == 1 else f"{s.name} {s.source}" for s in ordered}
    names = identifiers(texts.values())
    return {secret: names[text] for secret, text in texts.items()}
