"""The playbook: first what every machine is asked for, then the workloads, each after what it connects to."""

from collections.abc import Iterator

from stratum.core.identifiers import identifier, identifiers
from stratum.deployment.blueprint import Blueprint, Machine, Workload
from stratum.deployment.renderers.ansible import facts, hosts, roles, secrets
from stratum.deployment.renderers.ansible.secrets import Secrets
from stratum.deployment.renderers.ansible.tagged import Template, dump
from stratum.deployment.rendering import Rendering

_SETTINGS = """\
[defaults]
inventory = inventory.yml
roles_path = roles
interpreter_python = auto_silent
retry_files_enabled = False

[ssh_connection]
pipelining = True
"""
_PREREQUISITES = "prerequisites"
_NEEDS = (
    ("its processor", "ansible_facts['architecture'] in stratum_needs.architectures"),
    (
        "its operating system",
        "not stratum_needs.family or stratum_needs.family == ansible_facts['os_family'] | lower",
    ),
    (
        "the version of its operating system",
        "(ansible_facts['distribution_version'] ~ '.').startswith(stratum_needs.version ~ '.')"
        " or not stratum_needs.version",
    ),
    ("its cores", "ansible_facts['processor_vcpus'] >= stratum_needs.cores"),
    ("its memory", "ansible_facts['memtotal_mb'] >= stratum_needs.memory_mb"),
    (
        "its disk",
        "(ansible_facts['mounts'] | map(attribute='size_total') | sum) >= stratum_needs.disk_mb * 1048576"
        " or not ansible_facts['mounts']",
    ),
)


def render(blueprint: Blueprint) -> Rendering:
    """Files for ``ansible-playbook site.yml``; none where nothing is installed on a machine.

    A workload is carried where it has a recipe for systems and a machine; packages that the machine's
    distribution does not have are told as lost.

    Args:
        blueprint: The application on its machines.

    Raises:
        InvalidInputError: If a path, a URL or a name would mean something else to a machine.
    """
    chosen = tuple(w for w in blueprint.workloads if facts.installs(blueprint, w))
    if not chosen:
        return Rendering({}, frozenset(), ("no component of the model is installed on a machine",))
    names = hosts.host_names(blueprint.machines)
    named = role_names(chosen)
    machines = tuple(m for m in blueprint.machines if m.os == "linux")
    known = secrets.name_secrets(blueprint.secrets)
    files = {
        "ansible.cfg": _SETTINGS,
        "inventory.yml": hosts.inventory(blueprint, machines, names, named),
        "site.yml": dump(list(_plays(chosen, named))),
        "group_vars/all/main.yml": dump(_variables(blueprint, known)),
        f"roles/{_PREREQUISITES}/tasks/main.yml": dump(list(_prerequisites(known))),
    }
    for machine in machines:
        asked = [w for w in chosen if w.host == machine.name]
        files[f"host_vars/{names[machine.name]}.yml"] = hosts.host_variables(machine, asked)
    for workload in chosen:
        if workload.system is not None:
            files |= roles.role_files(named[workload.name], workload, workload.system, known)
    return Rendering(files, facts.carried(blueprint, chosen, machines), tuple(_notes(machines, known)))


def role_names(workloads: tuple[Workload, ...]) -> dict[str, str]:
    """Name of the role by workload, such as ``postgres_db``."""
    found = identifiers([_PREREQUISITES, *(f"{w.type} {w.name}" for w in workloads)])
    return {w.name: found[f"{w.type} {w.name}"] for w in workloads}


def _variables(blueprint: Blueprint, known: Secrets) -> dict[str, object]:
    return {
        "stratum_application": identifier(blueprint.name, "-"),
        "stratum_commit": blueprint.commit,
        "stratum_become": True,
        "stratum_root": "/opt/stratum",
        "stratum_configuration": "/etc/stratum",
        "stratum_update_packages": True,
        "stratum_package_cache": 3600,
        "stratum_timeout": 60,
        **secrets.lookups(known),
    }


def _plays(workloads: tuple[Workload, ...], names: dict[str, str]) -> Iterator[dict[str, object]]:
    yield _play("What is asked of the machines", "runs_*", _PREREQUISITES)
    for workload in workloads:
        name = names[workload.name]
        yield _play(f"{workload.type} {workload.name}", f"runs_{name}", name)


def _play(name: str, group: str, role: str) -> dict[str, object]:
    return {
        "name": name,
        "hosts": group,
        "become": Template("{{ stratum_become }}"),
        "any_errors_fatal": True,
        "roles": [{"role": role}],
    }


def _prerequisites(known: Secrets) -> Iterator[dict[str, object]]:
    for what, condition in _NEEDS:
        message = "{{ inventory_hostname }} is not what the model says: " + what
        yield {
            "name": f"Compare {what} with the model",
            "ansible.builtin.assert": {"that": [condition], "fail_msg": Template(message), "quiet": True},
        }
    for secret, name in known.variables.items():
        yield {
            "name": f"Look for secret {secret.name}",
            "ansible.builtin.assert": {
                "that": [f"{name} | string | length > 0"],
                "fail_msg": f"nothing is in {secret.source}",
                "quiet": True,
            },
            "run_once": True,
        }


def _notes(machines: tuple[Machine, ...], known: Secrets) -> Iterator[str]:
    yield "run ansible-playbook site.yml in this folder; ansible-core 2.14 or later does, without collections"
    for machine in machines:
        if not machine.address:
            yield f"host {machine.name} has no address: give it ansible_host, or a name that resolves"
    for secret, name in known.variables.items():
        yield f"secret {secret.name} is read from {secret.source} at each run; a vault may set {name}"
