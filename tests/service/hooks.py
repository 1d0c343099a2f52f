"""What Schemathesis has to be told to make requests of, and to get anywhere by them: see the
script beside this.

What is made up of the document alone names nothing that there is, and connects no account: the
settings, and who signs in, are the sandbox's to know. So in the stateful phase, where each step needs
what the one before has made, the steps that make something, and those that use an action, are given
what works. In the other phases a third of the requests is, and another third names what there is, with
all else made up. The rest stays made up, and so does whatever is wrong on purpose.

Nobody is a tenant whose name was made up, and a request for one is answered before anything else of
it is looked at. So such a name is left to requests that are wrong on purpose. In its place stands one
that there is, or none in the stateful phase, where a step is for the tenant of the one before.

Of what is removed there is nothing to ask for any more. So what is used from the beginning to the end is
never removed, and what there is from the beginning is not before the stateful phase, which makes its own.
"""

import collections
import json

import schemathesis

import checks  # noqa: F401
import counting  # noqa: F401
from checks import operation
from given import AS, BODIES, COMPONENT, NOTES, names

# What removes something, the parameter that names it, and what there is of it from the beginning.
KEPT = {
    "remove-connect-session": ("session", {AS["has"]["session"]}),
    "remove-connection": ("connection", {*AS["has"].values(), "first", "spare", "working"}),
    "remove-connector": ("connector", {"zoom"}),
    "remove-tenant": ("tenant", {"acme", "other"}),
}
# Of these, what is used to the end.
ALWAYS = {"remove-connector", "remove-tenant"}

# By the phase and the operation, how many requests there were that are not wrong on purpose.
TURNS = collections.Counter()


@schemathesis.serializer("application/wasm")
def component(context, value):
    """A component is bytes; what is made up is none that the service would add."""
    return NOTES if value == COMPONENT else str(value).encode()


@schemathesis.deserializer("application/octet-stream", "multipart/mixed")
def characters(context, response):
    """Bytes as the document has them: of which character each is says nothing."""
    return response.content.decode("latin-1")


@schemathesis.deserializer("application/x-ndjson")
def last_line(context, response):
    """The line that says most. The others are looked at by a check."""
    return json.loads(response.content.splitlines()[-1])


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """There are keys here, so that no request is let in without one."""
    raw_schema["security"] = [schemes for schemes in raw_schema["security"] if schemes]


def phase(case):
    """The phase that a case is of; none for one that is made for a check."""
    return case.meta and case.meta.phase.name.value.lower()


def is_wrong_on_purpose(case):
    return case.meta is None or case.meta.generation.mode.is_negative


@schemathesis.hook
def before_call(context, case, kwargs):
    name = operation(case)
    if not is_wrong_on_purpose(case):
        if phase(case) == "stateful":
            case.headers.pop("Tenant", None)
            give(case, name)
        else:
            vary(case, name)
    parameter, kept = KEPT.get(name, (None, ()))
    if case.path_parameters.get(parameter) in kept:
        if name in ALWAYS or phase(case) != "stateful":
            case.path_parameters[parameter] = "none"


def vary(case, name):
    """Makes one in three requests work, and has another one name what there is."""
    turn = TURNS[phase(case), name] % 3
    TURNS[phase(case), name] += 1
    is_made_up = turn == 2
    if "Tenant" in case.headers:
        case.headers["Tenant"] = AS["elsewhere"] if is_made_up else AS["tenant"]
    if not is_made_up:
        there = names(name)
        case.path_parameters.update({key: there[key] for key in case.path_parameters})
    if turn == 0:
        give(case, name)


def give(case, name):
    """Gives a request a body that works, where it has one, and has a list be of all that there is."""
    for narrowing in ("connector", "cursor", "state"):
        case.query.pop(narrowing, None)
    works = BODIES.get(name)
    body = works(case) if works else None
    if body is not None:
        case.body = body
        case.media_type = "application/wasm" if body == COMPONENT else "application/json"
