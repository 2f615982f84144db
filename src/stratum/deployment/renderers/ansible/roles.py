"""A role for each workload: what a machine needs so that the workload runs on it.

What a person may want to change are defaults of the role; texts of files are files, so that nothing in them
is taken for a template.
"""

from stratum.deployment.blueprint import SystemRecipe, Workload
from stratum.deployment.renderers.ansible import accepted
from stratum.deployment.renderers.ansible.role import Role, families, file_names
from stratum.deployment.renderers.ansible.secrets import Secrets
from stratum.deployment.renderers.ansible.tagged import Template, dump
from stratum.deployment.renderers.ansible.tasks import restart, tasks

_ENVIRONMENT = r"""# Written by Ansible from the model.
{% for name, value in ROLE_environment | dictsort %}
{% set plain = value | string | replace('\\', '\\\\') | replace('"', '\\"') | replace('$', '\\$') %}
{{ name }}="{{ plain }}"
{% endfor %}
"""


def role_files(name: str, workload: Workload, recipe: SystemRecipe, known: Secrets) -> dict[str, str]:
    """The files of a role by path, relative to the folder of the playbook.

    Args:
        name: Name of the role, an identifier.
        workload: What it installs.
        recipe: How it is installed.
        known: Variables of secrets.

    Raises:
        InvalidInputError: If a path, a URL or a name would mean something else to the machine.
    """
    role = Role(name, workload, recipe, known)
    found = {
        "tasks/main.yml": dump(list(tasks(role))),
        "defaults/main.yml": dump(_defaults(role)),
        "meta/main.yml": dump(_meta(role)),
    }
    if recipe.service:
        found["handlers/main.yml"] = dump([restart(role)])
    if recipe.environment:
        found["templates/environment.j2"] = _ENVIRONMENT.replace("ROLE", name)
    found |= {f"files/{key}": recipe.files[path] for key, path in file_names(recipe).items()}
    return {f"roles/{name}/{path}": text for path, text in sorted(found.items())}


def _defaults(role: Role) -> dict[str, object]:
    recipe, workload = role.recipe, role.workload
    found: dict[str, object] = {"root": Template("{{ stratum_root }}/{{ stratum_application }}/" + role.name)}
    for family, names in families(recipe).items():
        found[f"packages_{family}"] = [accepted.package(name, workload.name) for name in names]
    if recipe.python:
        found["python_packages"] = [accepted.package(name, workload.name) for name in recipe.python]
    if recipe.source:
        found["source"] = accepted.source(recipe.source, workload.name)
        found["source_version"] = "HEAD"
    if recipe.environment:
        found["environment"] = _environment(role)
    if recipe.service:
        found["service"] = accepted.unit(recipe.service, workload.name)
        found["ports"] = [socket.port for socket in role.ports]
    return {f"{role.name}_{name}": value for name, value in found.items()}


def _environment(role: Role) -> dict[str, object]:
    items = sorted(role.recipe.environment.items())
    return {accepted.variable(k, role.workload.name): role.word(v) for k, v in items}


def _meta(role: Role) -> dict[str, object]:
    about = f"{role.workload.type} {role.workload.name}"
    return {"galaxy_info": {"description": about, "min_ansible_version": "2.14"}, "dependencies": []}
