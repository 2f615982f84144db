"""The tasks of a role; each can be repeated and then changes nothing."""

from collections.abc import Iterator

from stratum.deployment.blueprint import Value
from stratum.deployment.renderers.ansible import accepted, secrets
from stratum.deployment.renderers.ansible.role import FAMILIES, SYSTEMD, Role, families, file_names
from stratum.deployment.renderers.ansible.tagged import Template

Task = dict[str, object]

_INSTALLERS = {"debian": "ansible.builtin.apt", "redhat": "ansible.builtin.dnf"}
_DROP_IN = "[Service]\nEnvironmentFile={path}\n"


def tasks(role: Role) -> Iterator[Task]:
    """What is done on a machine, in order: packages, sources, files, settings, set-up, service."""
    yield from _package_tasks(role)
    yield from _folder_tasks(role)
    yield from _source_tasks(role)
    yield from _python_tasks(role)
    yield from _file_tasks(role)
    yield from _environment_tasks(role)
    yield from _setup_tasks(role)
    yield from _service_tasks(role)


def _package_tasks(role: Role) -> Iterator[Task]:
    for family in families(role.recipe):
        known = FAMILIES[family]
        arguments: Task = {"name": role.variable(f"packages_{family}"), "state": "present"}
        if family == "debian":
            arguments["update_cache"] = Template("{{ stratum_update_packages }}")
            arguments["cache_valid_time"] = Template("{{ stratum_package_cache }}")
        yield {
            "name": f"Install packages on {known}",
            _INSTALLERS[family]: arguments,
            "when": f"ansible_facts['os_family'] == '{known}'",
        }


def _folder_tasks(role: Role) -> Iterator[Task]:
    if role.recipe.python or role.recipe.source:
        yield _folder("Make its folder", role.variable("root"))


def _folder(name: str, path: str, when: str = "") -> Task:
    task: Task = {
        "name": name,
        "ansible.builtin.file": {"path": path, "state": "directory", "mode": "0755"},
    }
    return {**task, "when": when} if when else task


def _source_tasks(role: Role) -> Iterator[Task]:
    if role.recipe.source:
        arguments = {
            "repo": role.variable("source"),
            "dest": Template("{{ " + role.name + "_root }}/source"),
            "version": role.variable("source_version"),
        }
        yield _notifying(role, {"name": "Check its source out", "ansible.builtin.git": arguments})


def _python_tasks(role: Role) -> Iterator[Task]:
    if role.recipe.python:
        arguments = {
            "name": role.variable("python_packages"),
            "virtualenv": Template("{{ " + role.name + "_root }}/venv"),
            "virtualenv_command": "python3 -m venv",
        }
        yield _notifying(role, {"name": "Install Python packages", "ansible.builtin.pip": arguments})


def _file_tasks(role: Role) -> Iterator[Task]:
    checked = {key: accepted.path(p, role.workload.name) for key, p in file_names(role.recipe).items()}
    for folder in sorted({path.rpartition("/")[0] or "/" for path in checked.values()}):
        yield {
            "name": f"Make {folder}",
            "ansible.builtin.file": {"path": folder, "state": "directory"},
        }
    for key, path in checked.items():
        arguments = {"src": key, "dest": path, "mode": "0644"}
        yield _notifying(role, {"name": f"Write {path}", "ansible.builtin.copy": arguments})


def _environment_tasks(role: Role) -> Iterator[Task]:
    if not role.recipe.environment:
        return
    folder = "{{ stratum_configuration }}/{{ stratum_application }}"
    path = f"{folder}/{role.name}.env"
    yield _folder("Make the folder of environments", Template(folder))
    arguments = {"src": "environment.j2", "dest": Template(path), "mode": "0600"}
    task: Task = {"name": "Write its environment", "ansible.builtin.template": arguments}
    yield _notifying(role, {**task, "no_log": True} if role.secret else task)
    if role.recipe.service:
        yield from _drop_in_tasks(role, path)


def _drop_in_tasks(role: Role, environment: str) -> Iterator[Task]:
    """The service reads the environment by a drop-in; without systemd it has its own way."""
    folder = "/etc/systemd/system/{{ " + role.name + "_service }}.service.d"
    yield _folder("Make the folder of its service's settings", Template(folder), SYSTEMD)
    arguments = {
        "dest": Template(f"{folder}/stratum.conf"),
        "content": Template(_DROP_IN.format(path=environment)),
        "mode": "0644",
    }
    task: Task = {"name": "Give its service the environment", "ansible.builtin.copy": arguments}
    yield _notifying(role, {**task, "when": SYSTEMD})


def _setup_tasks(role: Role) -> Iterator[Task]:
    for command, creates in role.recipe.setup:
        words, variables = _command(role, command)
        arguments: Task = {"argv": words}
        if creates:
            arguments["creates"] = accepted.path(creates, role.workload.name)
        if role.recipe.source:
            arguments["chdir"] = Template("{{ " + role.name + "_root }}/source")
        task: Task = {"name": "Set it up", "ansible.builtin.command": arguments}
        settings = [role.variable("environment")] if role.recipe.environment else []
        if settings or variables:
            task["environment"] = [*settings, variables] if variables else settings
        if role.secret or any(secrets.within(word) for word in command):
            task["no_log"] = True
        yield task


def _command(role: Role, command: tuple[Value, ...]) -> tuple[list[object], dict[str, object]]:
    """The words of a command, and variables of its environment that some of them are read from.

    The module replaces variables in words, once. A word with a dollar sign, which a secret may have too, is
    therefore the value of a variable that is named in its place.
    """
    words: list[object] = []
    variables: dict[str, object] = {}
    for number, value in enumerate(command):
        word = role.word(value)
        if "$" in str(word) or secrets.within(value):
            variables[f"STRATUM_WORD_{number}"] = word
            word = f"$STRATUM_WORD_{number}"
        words.append(word)
    return words, variables


def _service_tasks(role: Role) -> Iterator[Task]:
    if not role.recipe.service:
        return
    arguments = {"name": role.variable("service"), "state": "started", "enabled": True}
    yield {
        "name": "Start its service",
        "ansible.builtin.systemd": {**arguments, "daemon_reload": True},
        "when": SYSTEMD,
    }
    yield {"name": "Apply changes", "ansible.builtin.meta": "flush_handlers"}
    if role.ports:
        yield {
            "name": "Wait until it listens",
            "ansible.builtin.wait_for": {
                "port": Template("{{ item }}"),
                "timeout": Template("{{ stratum_timeout }}"),
            },
            "loop": role.variable("ports"),
            "when": SYSTEMD,
        }


def _restart(role: Role) -> Task:
    arguments = {"name": role.variable("service"), "state": "restarted", "daemon_reload": True}
    return {"name": role.restart, "ansible.builtin.systemd": arguments, "when": SYSTEMD}


def restart(role: Role) -> Task:
    """The handler that starts its service anew."""
    arguments = {"name": role.variable("service"), "state": "restarted", "daemon_reload": True}
    return {"name": role.restart, "ansible.builtin.systemd": arguments, "when": SYSTEMD}


def _notifying(role: Role, task: Task) -> Task:
    return {**task, "notify": role.restart} if role.recipe.service else task
