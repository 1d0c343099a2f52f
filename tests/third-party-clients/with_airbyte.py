"""Everything that Airbyte's source for Zoom reads, by the commands of Airbyte's protocol.
It has the API's host written into it."""

import collections
import json
import os
import subprocess
import tempfile
from pathlib import Path

from steps import app, check, refused, step

# It asks for these by the UUID of the next time, of which there is nothing.
OF_WHAT_IS_PLANNED = {
    "webinar_absentees",
    "webinar_poll_results",
    "webinar_qna_results",
}

# It asks for these by the UUID of each webinar, those to come included, and takes the
# published answer, 404, for the end of everything.
ENDED_BY_A_WEBINAR_TO_COME = {"report_webinar_participants", "report_webinars"}

python = Path(os.environ["AIRBYTE_PYTHON"])
# The source names its files from where it is installed.
site = subprocess.run(
    [python, "-c", "import source_zoom, pathlib; print(pathlib.Path(source_zoom.__file__).parents[1])"],
    capture_output=True,
    text=True,
    check=True,
).stdout.strip()
credentials = app("server-to-server")
names = ["account_id", "client_id", "client_secret"]
config = {
    **{name: credentials[name] for name in names},
    "authorization_endpoint": "https://zoom.us/oauth/token",
}


def source(directory, *command):
    """Runs a command of the source, and gives back its messages."""
    run = subprocess.run(
        [python, "-c", "from source_zoom.run import run; run()", *command, "--config", f"{directory}/config.json"],
        cwd=site,
        capture_output=True,
        text=True,
    )
    lines = [line for line in run.stdout.splitlines() if line.startswith("{")]
    return [json.loads(line) for line in lines]


with tempfile.TemporaryDirectory() as directory:
    Path(directory, "config.json").write_text(json.dumps(config))
    status = [m["connectionStatus"] for m in source(directory, "check") if m["type"] == "CONNECTION_STATUS"]
    step("check", status and status[0]["status"] == "SUCCEEDED", status)
    catalog = [m["catalog"] for m in source(directory, "discover") if m["type"] == "CATALOG"]
    step("discover", len(catalog) == 1, f"{len(catalog[0]['streams'])} streams")
    configured = [
        {"stream": stream, "sync_mode": "full_refresh", "destination_sync_mode": "overwrite"}
        for stream in catalog[0]["streams"]
    ]
    Path(directory, "catalog.json").write_text(json.dumps({"streams": configured}))
    messages = source(directory, "read", "--catalog", f"{directory}/catalog.json")

records, statuses = collections.Counter(), {}
for message in messages:
    if message["type"] == "RECORD":
        records[message["record"]["stream"]] += 1
    elif message["type"] == "TRACE" and message["trace"]["type"] == "STREAM_STATUS":
        status = message["trace"]["stream_status"]
        statuses[status["stream_descriptor"]["name"]] = status["status"]
for stream in sorted(stream["stream"]["name"] for stream in configured):
    status = statuses.get(stream)
    if stream in ENDED_BY_A_WEBINAR_TO_COME:
        refused(f"stream {stream}", status == "INCOMPLETE", "no report of a webinar to come")
        continue
    there = records[stream] > 0 or stream in OF_WHAT_IS_PLANNED
    check(f"stream {stream}", status == "COMPLETE" and there, f"{status}, {records[stream]} records")
