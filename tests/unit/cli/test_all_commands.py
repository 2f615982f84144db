"""What every command keeps: help with examples, JSON, colours only where wanted, a manual page."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete
from click.testing import CliRunner

from stratum.cli.completion import PROGRAM, SHELLS, VARIABLE
from stratum.cli.examples import EXAMPLES
from stratum.cli.group import walk
from stratum.cli.main import COMMANDS, Commands, cli
from stratum.cli.man import escaped, manual
from stratum.cli.summaries import LIMIT, SUMMARIES
from stratum.runtime.examples import example_files
from stratum.runtime.names import KINDS
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

ALL = dict(walk(cli, ""))
SPEAKS_ANOTHER_PROTOCOL = {"git-driver diff", "git-driver merge", "completion"}
PAGES = dict(manual(cli))
REFERENCE = (Path(__file__).parents[3] / "docs" / "reference" / "commands.md").read_text()


@pytest.fixture
def flights(tmp_path: Path) -> Path:
    Parts(Settings(tmp_path / "flights")).workspace.create(example_files("01-flights"), "first")
    return tmp_path / "flights"


def complete(line: str) -> list[str]:
    *words, begun = shlex.split(line)[1:] + ([""] if line.endswith(" ") else [])
    found = BashComplete(cli, {}, PROGRAM, VARIABLE).get_completions(words, begun)
    return [item.value for item in found]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_the_command_says(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert SUMMARIES.get(name) == command.get_short_help_str(LIMIT), "mend it in src/stratum/cli/summaries.py"


def test_the_list_of_commands_imports_none_of_them() -> None:
    run = "cli(['--help'], standalone_mode=False)"
    code = f"import sys; from stratum.cli.main import cli; {run}; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "retrospect" in told
    heavy = {"stratum.runtime.modelling", "stratum.cli.check", "numpy", "pygit2", "rich", "yaml"}
    assert not heavy & set(told.split())


@pytest.mark.parametrize("name", ALL)
def test_every_command_has_examples_that_it_understands(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = EXAMPLES.get(name, ())
    assert lines, f"add an example of {name} to src/stratum/cli/examples.py"
    for line in lines:
        words = shlex.split(line.partition(" > ")[0])[1:]
        for file in (word for word in words if re.fullmatch(r"[\w-]+\.\w+", word)):
            Path(file).touch()
        context = ALL[name].make_context(name, words[len(name.split()) :], parent=click.Context(cli))
        context.close()
        assert line in ALL[name].get_help(context)


@pytest.mark.parametrize("name", sorted(set(ALL) - SPEAKS_ANOTHER_PROTOCOL))
def test_every_command_answers_programs(name: str) -> None:
    assert any("--json" in parameter.opts for parameter in ALL[name].params)


@pytest.mark.parametrize("name", ALL)
def test_every_command_takes_no_color_once(name: str) -> None:
    assert sum("--no-color" in parameter.opts for parameter in ALL[name].params) == 1


@pytest.mark.parametrize("name", ALL)
def test_every_option_says_what_it_is(name: str) -> None:
    silent = [
        p.name for p in ALL[name].params if isinstance(p, click.Option) and not (p.help or p.show_default)
    ]
    assert not silent


def coloured(arguments: list[str], *environment: str) -> bool:
    """Whether a command prints colours to a terminal."""
    clean = ["env", "-u", "NO_COLOR", "TERM=xterm", *environment]
    leader, follower = os.openpty()
    script = [*clean, sys.executable, "-m", "stratum", *arguments]
    done = subprocess.Popen(script, stdout=follower, stderr=follower)
    os.close(follower)
    shown = b""
    while chunk := _read(leader):
        shown += chunk
    done.wait()
    os.close(leader)
    assert shown
    return b"\x1b[3" in shown


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""


def test_errors_are_coloured_unless_somebody_says_no(tmp_path: Path) -> None:
    failing = ["models", "show", "none", "-w", str(tmp_path)]
    assert coloured(failing)
    assert not coloured([*failing, "--no-color"])
    assert not coloured(["--no-color", *failing])
    assert not coloured(failing, "NO_COLOR=1")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_gets_a_script_that_asks_the_program(shell: str) -> None:
    shown = CliRunner().invoke(cli, ["completion", shell])
    assert shown.exit_code == 0
    assert f"{VARIABLE}={shell}_complete" in shown.output.replace("env ", "")


def test_bash_reads_its_script() -> None:
    script = CliRunner().invoke(cli, ["completion", "bash"]).output
    done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_commands_and_options_are_completed() -> None:
    assert complete("stratum che") == ["check"]
    assert complete("stratum models p") == ["promote"]
    assert complete("stratum check --form") == ["--format"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("stratum plan -w {} ", ["flight-delays"]),
        ("stratum train -w {} d", ["delay-risk"]),
        ("stratum logs -w {} scor", ["scorer"]),
        ("stratum scale -w {} ", ["scorer"]),
        ("stratum switch -w {} ", ["main"]),
        ("stratum check -w {} --at ", ["HEAD", "main"]),
        ("stratum apply -w {} --engine d", ["docker"]),
        ("stratum models show -w {} ", []),
    ],
)
def test_names_of_the_workspace_are_completed(flights: Path, line: str, expected: list[str]) -> None:
    assert complete(line.format(flights)) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_completed_and_nothing_said_without_a_workspace(kind: str, tmp_path: Path) -> None:
    commands = [p for c in ALL.values() for p in c.params]
    assert commands
    for folder in (tmp_path / "none", tmp_path):
        for line in ("plan", "train", "logs", "switch", "models show", "check --at"):
            assert complete(f"stratum {line} -w {folder} ") in ([], ["HEAD"])


def test_a_document_that_cannot_be_read_completes_nothing(flights: Path) -> None:
    (flights / "application.yaml").write_text("stratum: [")
    assert complete(f"stratum plan -w {flights} ") == []


def test_there_is_a_manual_page_for_every_command() -> None:
    assert set(PAGES) == {"stratum.1", *(f"stratum-{name.replace(' ', '-')}.1" for name in ALL)}
    assert "stratum\\-models\\-show(1)" in PAGES["stratum.1"]


@pytest.mark.parametrize("page", PAGES)
def test_a_manual_page_is_sound(page: str) -> None:
    lines = PAGES[page].splitlines()
    assert all(re.match(r"\.(TH|SH|PP|TP|B|I|nf|fi)\b|[^.']", line) for line in lines if line)
    assert {".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION"} <= set(lines)


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_groff_reads_the_pages_without_a_warning() -> None:
    text = "\n".join(PAGES.values())
    command = ["env", "LC_ALL=C.UTF-8", "groff", "-man", "-Tutf8", "-ww", "-z", "-P-c"]
    done = subprocess.run(
        command,
        input=text,
        text=True,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_in_a_text_is_a_request_to_roff() -> None:
    assert escaped(".so /etc/passwd\n'x \\n -") == "\\&.so /etc/passwd\n\\&'x \\en \\-"


def test_pages_are_written_to_a_folder(tmp_path: Path) -> None:
    shown = CliRunner().invoke(cli, ["man", str(tmp_path / "man1")])
    assert shown.exit_code == 0
    assert {file.name for file in (tmp_path / "man1").iterdir()} == set(PAGES)


def test_exit_statuses_are_told_in_one_table() -> None:
    rows = dict(re.findall(r"^\| (\d+) \| (.+?) \|$", REFERENCE, re.MULTILINE))
    assert set(rows) == {"0", "1", "2", "130", "141"}


def test_who_presses_ctrl_c_sees_a_word_and_gets_130(capsys: pytest.CaptureFixture[str]) -> None:
    @click.command
    def held() -> None:
        raise KeyboardInterrupt

    program = Commands("stratum", commands={"held": held})
    program.modules = {"held": ""}
    with pytest.raises(SystemExit) as ended:
        program.main(["held"])
    assert (ended.value.code, capsys.readouterr().err) == (130, "Aborted!\n")
