"""What every Python client here has in common: the sandbox, and printing steps."""

import json
import os
from datetime import datetime, timedelta, timezone

SANDBOX = json.loads(os.environ["SANDBOX"])
URL = SANDBOX["url"]
NOW = datetime.now(timezone.utc)
TOMORROW = NOW + timedelta(days=1)
A_MONTH_AGO = NOW - timedelta(days=29)


def app(kind):
    """The credentials of the first app of this kind."""
    return next(app for app in SANDBOX["apps"] if app["kind"] == kind)


def step(name, holds, seen):
    """Prints what a step saw, and ends the program when it is not what should be."""
    print(f"  {'ok' if holds else 'FAILED':6} {name}: {seen}")
    if not holds:
        raise SystemExit(1)
