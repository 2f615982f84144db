"""Imported service templates as one text to compare."""

from stratum.compiler.importers.tosca.service import TYPES, import_tosca
from stratum.language.check import check_files
from stratum.language.library import extended
from stratum.language.report import to_text


def told(text: str, file: str) -> str:
    """The documents that come of a service template, the remarks, and the findings of a check."""
    made = import_tosca(text, file, lambda files: extended(files).metamodel)
    types = extended({name: text for name, text in made.files.items() if name == TYPES})
    checked = check_files({k: v for k, v in made.files.items() if k != TYPES}, types.metamodel)
    documents = [f"==> {name}\n{text}" for name, text in sorted(made.files.items())]
    remarks = "".join(f"{remark}\n" for remark in made.remarks)
    findings = to_text((*types.findings, *checked.findings))
    return "\n".join([*documents, f"==> remarks\n{remarks}", f"==> findings\n{findings}"])
