"""What works, for requests that would otherwise be made up of the document alone: who asks, the accounts
that can be connected, inputs of actions, and how an invocation can be answered.
"""

import functools
import itertools
import json
import os
import pathlib
import typing
import urllib.error
import urllib.request

SANDBOX = json.loads(os.environ["SANDBOX"])
SERVICE = os.environ["SERVICE"]
# Who asks: by which key, what it is good for, for which tenant, and what that one has.
AS = json.loads(os.environ["RUNS"])[os.environ["NAME"]]
# A connector that is not there at the beginning, and the words that stand for its component.
NOTES = pathlib.Path(os.environ["NOTES"]).read_bytes()
COMPONENT = "the component of Notes"

NUMBERS = itertools.count()


def app(kind):
    """The sandbox's app of a kind, with granular scopes."""
    apps = (app for app in SANDBOX["apps"] if app["kind"] == kind)
    return next(app for app in apps if app["scope_type"] == "granular")


def connection():
    """An account that nobody has to approve, under a name that nobody has."""
    own = app("server-to-server")
    return {
        "connector": "zoom",
        "method": "server-to-server",
        "name": f"made-{AS['name']}-{next(NUMBERS)}",
        "settings": {"account_id": own["account_id"], "client_id": own["client_id"]},
        "secrets": {"client_secret": own["client_secret"]},
    }


def ask(path):
    """What the service shows, with the key of this run; none where there is no such thing."""
    request = urllib.request.Request(SERVICE + path, headers={"authorization": f"Bearer {AS['key']}"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        if refused.code == 404:
            return None
        raise RuntimeError(f"{path}: {refused.read().decode()}") from refused


# Its rotations are begun and ended, and it is shown and removed.
SPARE_APP = "spare"


def as_operator(method, path, body=None):
    """What the operator has done for the tenant of this run, whatever there was before."""
    key = json.loads(os.environ["RUNS"])["operator"]["key"]
    headers = {"authorization": f"Bearer {key}", "tenant": AS["tenant"], "content-type": "application/json"}
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(SERVICE + path, data=data, headers=headers, method=method)
    try:
        urllib.request.urlopen(request, timeout=20).close()
    except urllib.error.HTTPError as refused:
        if refused.code not in (404, 409):
            raise RuntimeError(f"{path}: {refused.read().decode()}") from refused


def spare_app(operation):
    """The name of an app that is as the operation needs it."""
    path = f"/v1/connectors/zoom/apps/{SPARE_APP}"
    rotation = f"{path}/secrets/client_secret/rotation"
    if operation in ("show-named-app", "remove-named-app", "rotate-app-secret", "end-app-rotation"):
        as_operator("PUT", path, {"client_id": "spare-client", "client_secret": "first"})
    if operation == "rotate-app-secret":
        as_operator("DELETE", rotation)
    if operation == "end-app-rotation":
        as_operator("PUT", rotation, {"value": f"next-{next(NUMBERS)}"})
    return SPARE_APP


@functools.cache
def action(connector, name):
    """An action as the service shows it; none where there is no such."""
    return ask(f"/v1/connectors/{connector}/actions/{name}")


class Way(typing.NamedTuple):
    """How an invocation is answered, and of which action; without one, of whichever it is."""

    headers: dict
    action: str | None = None


WAYS = itertools.cycle(
    [
        Way({"Accept": "application/json"}),
        Way({"Accept": "application/x-ndjson"}, "list-meetings"),
        Way({"Accept": "multipart/mixed"}, "download-recordings"),
        Way({"Accept": "application/octet-stream"}, "download-recording"),
        Way({"Accept": "application/octet-stream", "TE": "trailers"}, "download-recording"),
    ]
)


def call(case):
    """The action's own example, or what is recorded, through a connection that works."""
    parameters = case.path_parameters
    found = action(parameters["connector"], parameters["action"])
    if not found:
        return None
    sample = {"meeting_id": AS["recording"]} if found["downloads"] else found["sample"]["input"]
    return {"connection": AS["has"]["working"], "input": sample}


def invocation(case):
    """An invocation that is answered in the next of the ways that there are."""
    way = next(WAYS)
    if case.path_parameters["connector"] == "zoom" and way.action:
        case.path_parameters["action"] = way.action
        # It is kept once it was answered whole, and for nothing else.
        case.headers.pop("Idempotency-Key", None)
        case.headers.update(way.headers)
    return call(case)


def lookup(case):
    """The first field of the action that there are choices for."""
    found = action(case.path_parameters["connector"], case.path_parameters["action"])
    if not found or not found["lookups"]:
        return None
    return {"connection": AS["has"]["working"], "field": found["lookups"][0]}


# By the operation, the body that works.
BODIES = {
    "add-connector": lambda case: COMPONENT,
    "connect": lambda case: connection(),
    "create-connect-session": lambda case: {"connector": "zoom", "requester": "Schemathesis"},
    "create-tenant": lambda case: {"name": f"tenant-{next(NUMBERS)}"},
    "rename-connection": lambda case: {"name": f"renamed-{AS['name']}-{next(NUMBERS)}"},
    "reconnect": lambda case: {},
    "set-app": lambda case: {"client_id": app("user-managed")["client_id"]},
    "set-named-app": lambda case: {"client_id": "spare-client"},
    "rotate-app-secret": lambda case: {"value": f"new-{next(NUMBERS)}"},
    "dry-run": call,
    "invoke": invocation,
    "look-up": lookup,
}

# Some that look and some that change, with fields that there are choices for.
ACTIONS = itertools.cycle(["list-meetings", "create-meeting", "download-recording", "get-meeting"])


def names(operation):
    """By the parameter of a path, what there is of that sort."""
    return {
        "connector": "notes" if operation == "remove-connector" else "zoom",
        "action": next(ACTIONS),
        "connection": AS["has"]["working" if operation == "make-connection-default" else "spare"],
        "session": AS["has"]["session"],
        "tenant": "other",
        "app": spare_app(operation),
        "secret": "client_secret",
    }
