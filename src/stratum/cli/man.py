"""``stratum man``: manual pages of all commands, made of their help texts."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from stratum import __version__
from stratum.cli.examples import EXAMPLES
from stratum.cli.group import walk
from stratum.cli.options import json_option
from stratum.cli.output import show_json

SECTION = "1"
_LEADING = re.compile(r"^(?=[.'])", re.MULTILINE)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@json_option
@click.pass_context
def man(context: click.Context, folder: Path, *, as_json: bool) -> None:
    """Write a manual page for each command to DIR; `man -l FILE` shows one.

    In a folder share/man/man1 below one of `manpath`, `man stratum-check` finds them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pages = dict(manual(context.find_root().command))
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    if as_json:
        show_json({"folder": str(folder), "pages": sorted(pages)})
        return
    click.echo(f"{len(pages)} pages in {folder}; read one with: man -l {folder / 'stratum-check.1'}")


def manual(root: click.Command) -> Iterator[tuple[str, str]]:
    """File name and text of the page of the program and of each command, in roff."""
    named = list(walk(root, ""))
    yield f"stratum.{SECTION}", _program(root, [name for name, _ in named])
    for name, command in named:
        yield f"stratum-{name.replace(' ', '-')}.{SECTION}", _page(name, command)


def _program(root: click.Command, names: list[str]) -> str:
    pages = ", ".join(f"stratum-{name.replace(' ', '-')}({SECTION})" for name in names)
    text = (root.help or "").strip()
    return "\n".join([
        _title("stratum"),
        _name("stratum", text),
        ".SH SYNOPSIS\n.B stratum\n.I COMMAND\n[options]",
        f".SH DESCRIPTION\n{_paragraphs(text)}",
        f".SH SEE ALSO\n{escaped(pages)}\n",
    ])


def _page(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    full, text = f"stratum {name}", (command.help or "").strip()
    usage = " ".join(command.collect_usage_pieces(context))
    return "\n".join([
        _title(full.replace(" ", "-")),
        _name(full.replace(" ", "-"), text),
        f".SH SYNOPSIS\n.B {escaped(full)}\n{escaped(usage)}",
        f".SH DESCRIPTION\n{_paragraphs(text)}",
        f".SH OPTIONS\n{_options(command, context)}",
        f".SH EXAMPLES\n.nf\n{escaped(chr(10).join(EXAMPLES.get(name, ())))}\n.fi",
        f".SH SEE ALSO\nstratum({SECTION})\n",
    ])


def _title(name: str) -> str:
    return f'.TH "{escaped(name.upper())}" {SECTION} "" "stratum {__version__}" "Stratum"'


def _name(name: str, text: str) -> str:
    first = re.split(r"(?<=\.)\s|\n\n", text)[0]
    return f".SH NAME\n{escaped(name)} \\- {escaped(' '.join(first.split()).rstrip('.'))}"


def _paragraphs(text: str) -> str:
    blocks = [" ".join(block.split()) for block in text.replace("\b", "").split("\n\n")]
    return "\n.PP\n".join(escaped(block) for block in blocks)


def _options(command: click.Command, context: click.Context) -> str:
    told = [p.get_help_record(context) for p in command.get_params(context)]
    return "\n".join(f".TP\n.B {escaped(one[0])}\n{escaped(one[1])}" for one in told if one)


def escaped(text: str) -> str:
    """Text that means itself in roff: no escapes, no requests, minus signs that can be copied."""
    return _LEADING.sub(r"\\&", text.replace("\\", r"\e").replace("-", r"\-"))
