"""``stratum schema``: JSON Schema of documents, for editors."""

from pathlib import Path

import click

from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import json_text, show_json
from stratum.core.errors import NotFoundError
from stratum.language.schemas.documents import kinds, schema
from stratum.language.suggestions import did_you_mean
from stratum.runtime.editing import types_of
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


@click.command("schema")
@click.argument("kind", required=False)
@workspace_option
@click.option(
    "--output", "-o", type=click.Path(file_okay=False, path_type=Path), help="A folder for a file per kind."
)
@json_option
def write_schema(kind: str | None, settings: Settings, output: Path | None, *, as_json: bool) -> None:
    """Print the JSON Schema (2020-12) of documents of a KIND, or write those of all kinds to a folder.

    The workspace's own types are in it. An editor that knows the YAML language server takes it from a line
    at the top of a document: `# yaml-language-server: $schema=schemas/Application.schema.json`.
    """
    types = types_of(Parts(settings))
    known = kinds(types)
    if kind is not None and kind not in known:
        raise NotFoundError(f"there is no kind {kind!r} of documents", did_you_mean(kind, known, "kinds"))
    if output is None:
        if kind is None:
            raise click.UsageError(f"name a kind ({', '.join(known)}), or a folder with --output")
        show_json(schema(types, kind))
        return
    output.mkdir(parents=True, exist_ok=True)
    files = {each: output / f"{each}.schema.json" for each in (known if kind is None else (kind,))}
    for each, file in files.items():
        file.write_text(json_text(schema(types, each)) + "\n", encoding="utf-8")
    if as_json:
        show_json({"files": [str(file) for file in files.values()]})
    else:
        click.echo("\n".join(map(str, files.values())))
