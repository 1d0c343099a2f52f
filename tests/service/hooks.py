"""What Schemathesis has to be told to make requests of, and to get anywhere by them: see the
script beside this.

A body that is made up of its schema alone connects no account: the settings, and who signs in,
are the sandbox's to know. So in the stateful phase, where each step needs what the one before has
made, the steps that make something are given what works. What is made up stays made up everywhere
else, and so does whatever is wrong on purpose.
"""

import itertools
import json
import os

import schemathesis

SANDBOX = json.loads(os.environ["SANDBOX"])
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


WORKS = {
    "connect": connection,
    "create-connect-session": lambda: {"connector": "zoom", "requester": "Schemathesis"},
    "create-tenant": lambda: {"name": f"tenant-{next(NUMBERS)}"},
    "rename-connection": lambda: {"name": f"renamed-{next(NUMBERS)}"},
    "reconnect": dict,
    "set-app": lambda: {"client_id": app("user-managed")["client_id"]},
}


def is_of_a_sequence(case):
    """Whether a case is a step of the stateful phase, and as its schema has it."""
    meta = case.meta
    if meta is None or meta.generation.mode != schemathesis.GenerationMode.POSITIVE:
        return False
    return meta.phase.name.value.lower() == "stateful"


@schemathesis.hook
def before_call(context, case, kwargs):
    if not is_of_a_sequence(case):
        return
    # Nobody is a tenant whose name was made up.
    for name in [name for name in case.headers or {} if name.lower() == "tenant"]:
        del case.headers[name]
    works = WORKS.get(case.operation.definition.raw.get("operationId"))
    if works is not None:
        case.body = works()
        case.media_type = "application/json"
