"""Everything that tap-zoom extracts. It has Zoom's hosts written into it and signs in with
a refresh token, as Singer's users have one; the person at the browser is played."""

import collections
import json
import os
import subprocess
import tempfile
from urllib.parse import parse_qs, urlsplit

import requests

from steps import URL, app, check, step

# What the tap asks for by a UUID that it takes from what is planned, not from what took
# place: there is nothing then, at Zoom as here.
BY_THE_NEXT_UUID = {
    "meeting_poll_results",
    "webinar_absentees",
    "webinar_poll_results",
    "webinar_qna_results",
}

credentials = app("admin-managed", "classic")
redirect_uri = credentials["redirect_uris"][0]
# The way to the sandbox itself is not by the proxy.
direct = requests.Session()
direct.trust_env = False
consent = direct.post(
    f"{URL}/oauth/authorize",
    params={
        "response_type": "code",
        "client_id": credentials["client_id"],
        "redirect_uri": redirect_uri,
    },
    data={"decision": "allow"},
    allow_redirects=False,
)
tokens = direct.post(
    f"{URL}/oauth/token",
    auth=(credentials["client_id"], credentials["client_secret"]),
    data={
        "grant_type": "authorization_code",
        "code": parse_qs(urlsplit(consent.headers["location"]).query)["code"][0],
        "redirect_uri": redirect_uri,
    },
).json()

with tempfile.NamedTemporaryFile("w", suffix=".json") as config:
    names = ["client_id", "client_secret"]
    told = {name: credentials[name] for name in names}
    json.dump({**told, "refresh_token": tokens["refresh_token"]}, config)
    config.flush()
    tap = [os.environ["TAP_ZOOM"], "--config", config.name]
    discovered = subprocess.run([*tap, "--discover"], capture_output=True, text=True)
    # A refresh token works once, and the tap has written the next one into its file.
    run = subprocess.run(tap, capture_output=True, text=True)

step("discover", discovered.returncode == 0, f"ended with {discovered.returncode}")
streams, records = [], collections.Counter()
for line in run.stdout.splitlines():
    message = json.loads(line)
    if message["type"] == "SCHEMA":
        streams.append(message["stream"])
    elif message["type"] == "RECORD":
        records[message["stream"]] += 1
step("sync", run.returncode == 0, f"{len(streams)} streams" if run.returncode == 0 else run.stderr[-800:])
for stream in sorted(streams):
    there = records[stream] > 0 or stream in BY_THE_NEXT_UUID
    check(f"stream {stream}", there, f"{records[stream]} records")
