"""What the page does, ``stratum`` does too: every action of the API that changes something has a command."""

from collections.abc import Mapping

from stratum.api.rights import ACTIONS
from stratum.cli.group import walk
from stratum.cli.main import cli

CHANGES = ("POST ", "PUT ", "PATCH ", "DELETE ")
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "POST /api/account/set-up": ("users add",),
    "POST /api/account/password": ("users password",),
    "POST /api/tokens": ("tokens create",),
    "POST /api/tokens/revoke": ("tokens revoke",),
    "POST /api/people/invite": ("users invite",),
    "POST /api/people/withdraw": ("users withdraw",),
    "POST /api/people/role": ("users role",),
    "POST /api/people/remove": ("users remove",),
    "POST /api/comments": ("comments add",),
    "POST /api/comments/reply": ("comments reply",),
    "POST /api/comments/edit": ("comments edit",),
    "POST /api/comments/delete": ("comments delete",),
    "POST /api/comments/resolve": ("comments resolve",),
    "POST /api/applications/{name}/operations": ("apply", "destroy"),
    "POST /api/applications/{name}/services/{service}/size": ("scale", "resize", "migrate"),
    "POST /api/applications/{name}/services/{service}/versions": ("rollout", "rollback", "retrain"),
    "POST /api/models/{model}/{version}/stage": ("models promote",),
    "POST /api/models/{model}/{version}/try": ("models try",),
    "POST /api/models/import": ("models import",),
    "POST /api/models/rollback": ("models rollback",),
    "POST /api/notebook": ("notebook open",),
    "POST /api/notebook/stop": ("notebook stop",),
    "POST /api/services/{application}/{service}/try": ("models try",),
    "POST /api/automatic": ("train",),
    "POST /api/pipelines/{name}/train": ("train",),
    "POST /api/runs/{run}/cancel": ("runs cancel",),
    "POST /api/edits": (
        "edit add", "edit set", "edit unset", "edit rename", "edit move", "edit remove", "edit connect",
        "edit disconnect", "edit apply", "documents new", "documents take", "documents rename",
        "documents copy", "documents remove",
    ),
    "POST /api/versions/branches": ("branch create", "branch delete"),
    "POST /api/versions/tags": ("tag create", "tag delete"),
    "POST /api/versions/commit": ("commit",),
    "POST /api/versions/restore": ("restore",),
    "POST /api/versions/merge": ("merge",),
    "POST /api/versions/push": ("push",),
    "POST /api/versions/fetch": ("pull",),
    "POST /api/versions/switch": ("switch",),
}  # fmt: skip
_NOBODY = "the command line signs nobody in: who may write the files may do everything"
EXCEPTIONS: Mapping[str, str] = {
    "POST /api/account/sign-in": _NOBODY,
    "POST /api/account/sign-out": _NOBODY,
    "POST /api/account/provider": "who signs in elsewhere does so in a browser",
    "POST /api/account/invitation": "only whom it invites has the secret, and chooses name and password",
    "POST /api/account/register": "guests make an account for themselves; an owner has users add",
    "POST /api/comments/seen": "what somebody has looked at on the page is known to the page alone",
}
"""Actions that no command does, each with its reason."""


def test_every_action_that_changes_something_has_a_command_or_a_reason() -> None:
    actions = {action for action in ACTIONS if action.startswith(CHANGES)}
    assert actions - COMMANDS.keys() - EXCEPTIONS.keys() == set(), "give it a command, or say here why not"
    assert (COMMANDS.keys() | EXCEPTIONS.keys()) - actions == set()
    assert not COMMANDS.keys() & EXCEPTIONS.keys()


def test_the_commands_are_there() -> None:
    known = {name for name, _ in walk(cli, "")}
    assert {name for names in COMMANDS.values() for name in names} <= known
