"""What every Python client here has in common: the sandbox, and noting steps."""

import json
import os
from datetime import datetime, timedelta, timezone

SANDBOX = json.loads(os.environ["SANDBOX"])
URL = SANDBOX["url"]
NOW = datetime.now(timezone.utc)
TOMORROW = NOW + timedelta(days=1)
A_MONTH_AGO = NOW - timedelta(days=29)


def app(kind, scope_type="granular"):
    """The credentials of the first app of this kind."""
    return next(
        app
        for app in SANDBOX["apps"]
        if app["kind"] == kind and app["scope_type"] == scope_type
    )


def note(call, outcome, seen):
    """Prints what came of a call, and notes it for the table."""
    print(f"  {outcome:6} {call}: {seen}", flush=True)
    with open(os.environ["STEPS"], "a", encoding="utf-8") as steps:
        steps.write(json.dumps([os.environ["CLIENT"], call, outcome]) + "\n")


def check(call, holds, seen):
    """Notes a call that others do not depend on."""
    note(call, "ok" if holds else "FAILED", seen)


def step(call, holds, seen):
    """Notes a call, and ends the program when it did not do what it should."""
    check(call, holds, seen)
    if not holds:
        raise SystemExit(1)


def refused(call, holds, why):
    """Notes a call that the sandbox refuses as Zoom publishes it, and that fails by that."""
    note(call, "refused" if holds else "FAILED", why)


def absent(call, why):
    """Notes a call that the sandbox has nothing for."""
    note(call, "absent", why)
