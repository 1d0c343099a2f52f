"""What was asked and what came of it, by operation: a run in which an operation that its key is good for
never succeeds has not tested it, and fails.
"""

import collections
import json
import os
import pathlib

from schemathesis import cli
from schemathesis.engine import events

from checks import is_granted, operation
from given import AS

# How invocations are answered, if each way of asking for that was taken.
FORMS = {
    "application/json",
    "application/octet-stream",
    "application/octet-stream with trailers",
    "application/x-ndjson",
    "multipart/mixed",
}


def form(response):
    """How an invocation was answered."""
    media_type = response.headers["content-type"][0].split(";")[0]
    if media_type == "multipart/mixed" and b"application/octet-stream" not in response.content:
        return f"{media_type} without files"
    return f"{media_type} with trailers" if "trailer" in response.headers else media_type


@cli.handler()
class Counting(cli.EventHandler):
    """Counts, and tells at the end."""

    def __init__(self, *arguments, **parameters):
        # By the operation, how many answers there were of each class of statuses.
        self.answers = collections.defaultdict(collections.Counter)
        self.is_granted = {}
        # How invocations were answered.
        self.forms = set()
        self.checks = 0

    def handle_event(self, context, event):
        if isinstance(event, events.ScenarioFinished):
            self.count(event.recorder)
        elif isinstance(event, events.EngineFinished):
            self.tell(context)

    def count(self, recorder):
        self.checks += sum(len(checks) for checks in recorder.checks.values())
        for key, interaction in recorder.interactions.items():
            case = recorder.cases[key].value
            # Requests of other methods are for no operation, or for another.
            if interaction.response is None or case.method != case.operation.method.upper():
                continue
            self.answers[operation(case)][interaction.response.status_code // 100] += 1
            self.is_granted[operation(case)] = is_granted(case)
            if operation(case) == "invoke" and interaction.response.status_code == 200:
                self.forms.add(form(interaction.response))

    def tell(self, context):
        context.add_summary_line("Answers by operation:")
        for name, counts in sorted(self.answers.items()):
            told = ", ".join(f"{counts[kind]} of {kind}xx" for kind in sorted(counts))
            context.add_summary_line(f"  {name:<24} {told}")
        granted = {name for name, granted in self.is_granted.items() if granted}
        missing = [f"{name} has never succeeded" for name in sorted(granted) if not self.answers[name][2]]
        if "invoke" in granted:
            missing += [f"no invocation was answered as {form}" for form in sorted(FORMS - self.forms)]
        for words in missing:
            context.add_summary_line(f"error: {words}")
        if missing:
            context.exit_code = 1
        cases = context.statistic.total_cases
        told = {"cases": cases, "checks": self.checks, "operations": len(self.answers)}
        pathlib.Path(os.environ["COUNTED"]).write_text(json.dumps({"name": AS["name"], **told}))
