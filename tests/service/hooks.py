"""What Schemathesis has to be told to make requests of, and to get anywhere by them: see the
script beside this.

A body that is made up of its schema alone connects no account: the settings, and who signs in,
are the sandbox's to know. So in the stateful phase, where each step needs what the one before has
made, the steps that make something, and those that use an action, are given what works. What is made
up stays made up everywhere else, and so does whatever is wrong on purpose.

Nobody is a tenant whose name was made up, and a request for one is answered before anything else of
it is looked at. So such a name is left out, but where requests are made up at random.

Of what is removed there is nothing to ask for any more. So the connector, which nobody here could
add again, is never removed, and what there is from the beginning is not before the stateful phase,
which makes its own.
"""

import functools
import itertools
import json
import os
import urllib.error
import urllib.request

import schemathesis

SANDBOX = json.loads(os.environ["SANDBOX"])
FIRST = json.loads(os.environ["FIRST"])["connection"]
NUMBERS = itertools.count()


@schemathesis.serializer("application/wasm")
def component(context, value):
    """A component is bytes; these are none that the service would add."""
    return value if isinstance(value, bytes) else str(value).encode()


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
        "name": f"made-{next(NUMBERS)}",
        "settings": {"account_id": own["account_id"], "client_id": own["client_id"]},
        "secrets": {"client_secret": own["client_secret"]},
    }


@functools.cache
def action(connector, name):
    """An action as the service shows it; none where there is no such."""
    path = f"/v1/connectors/{connector}/actions/{name}"
    try:
        with urllib.request.urlopen(os.environ["SERVICE"] + path, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError:
        return None


def call(case):
    """The action's own example, for whichever connection is the default."""
    found = action(case.path_parameters["connector"], case.path_parameters["action"])
    return {"input": found["sample"]["input"]} if found else None


def lookup(case):
    """The first field of the action that there are choices for."""
    found = action(case.path_parameters["connector"], case.path_parameters["action"])
    return {"field": found["lookups"][0]} if found and found["lookups"] else None


WORKS = {
    "connect": lambda case: connection(),
    "create-connect-session": lambda case: {"connector": "zoom", "requester": "Schemathesis"},
    "create-tenant": lambda case: {"name": f"tenant-{next(NUMBERS)}"},
    "rename-connection": lambda case: {"name": f"renamed-{next(NUMBERS)}"},
    "reconnect": lambda case: {},
    "set-app": lambda case: {"client_id": app("user-managed")["client_id"]},
    "dry-run": call,
    "invoke": call,
    "look-up": lookup,
}


# What removes something, and the parameter that names it.
REMOVES = {
    "remove-app": "connector",
    "remove-connection": "connection",
    "remove-connector": "connector",
}

# What there is from the beginning.
KEPT = [
    ("connector", "zoom"),
    ("connection", FIRST["name"]),
    ("connection", FIRST["id"]),
]


def phase(case):
    """The phase that a case is of; none for one that is made for a check."""
    return case.meta and case.meta.phase.name.value.lower()


@schemathesis.hook
def before_call(context, case, kwargs):
    if phase(case) in ("coverage", "stateful"):
        for name in [name for name in case.headers or {} if name.lower() == "tenant"]:
            del case.headers[name]
    operation = case.operation.definition.raw.get("operationId")
    removed = REMOVES.get(operation)
    if removed and (removed, case.path_parameters[removed]) in KEPT:
        if operation == "remove-connector" or phase(case) != "stateful":
            case.path_parameters[removed] = "none"
    if phase(case) != "stateful":
        return
    if case.meta.generation.mode != schemathesis.GenerationMode.POSITIVE:
        return
    works = WORKS.get(operation)
    body = works(case) if works else None
    if body is not None:
        case.body = body
        case.media_type = "application/json"
