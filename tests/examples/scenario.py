"""Lets a driver run the Zoom connector against the sandbox, and looks at both.

    scenario.py SANDBOX DIRECTORY DRIVER…

The driver is a command that takes an action and its input. It knows nothing of the sandbox: what it
sends to Zoom's hosts goes there by HTTPS_PROXY.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request

sandbox_program, directory, *driver = sys.argv[1:]


class Sandbox:
    """A local Zoom whose pages have two items."""

    def __init__(self):
        self.ca_file = os.path.join(directory, "ca.pem")
        self.process = subprocess.Popen(
            [sandbox_program, "--port", "0", "--tls-port", "0", "--ca-file", self.ca_file,
             "--max-page-size", "2", "--json"],
            stdout=subprocess.PIPE, text=True,
        )
        start = json.loads(self.process.stdout.readline())
        self.url = start["url"]
        app = next(app for app in start["apps"] if app["kind"] == "server-to-server")
        form = {"grant_type": "account_credentials", "account_id": app["account_id"]}
        basic = base64.b64encode(f"{app['client_id']}:{app['client_secret']}".encode()).decode()
        granted = self.ask("POST", "/oauth/token", urllib.parse.urlencode(form).encode(), {
            "authorization": f"Basic {basic}",
            "content-type": "application/x-www-form-urlencoded",
            "accept": "application/json",
        })
        self.token = granted["access_token"]
        self.user = start["user"]["email"]

    def ask(self, method, path, body=None, headers=None):
        request = urllib.request.Request(self.url + path, body, headers or {}, method=method)
        # The sandbox is on this machine, whatever proxy there is.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def fault(self, **fault):
        self.ask("POST", "/_sandbox/faults", json.dumps(fault).encode(), {"content-type": "application/json"})

    def state(self):
        return self.ask("GET", "/_sandbox/state")

    def forget_requests(self):
        self.ask("DELETE", "/_sandbox/requests")

    def requests(self):
        return self.ask("GET", "/_sandbox/requests")


sandbox = Sandbox()
downloads = os.path.join(directory, "downloads")


def run(action, **given):
    environment = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
    environment |= {
        "ACCESS_TOKEN": sandbox.token,
        "DOWNLOADS": downloads,
        "HTTPS_PROXY": sandbox.url,
        "https_proxy": sandbox.url,
        "NODE_EXTRA_CA_CERTS": sandbox.ca_file,
        "NODE_NO_WARNINGS": "1",
        "SSL_CERT_FILE": sandbox.ca_file,
    }
    return subprocess.run([*driver, action, json.dumps(given)], env=environment, capture_output=True, text=True)


def done(action, **given):
    ran = run(action, **given)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def a_meeting_is_created_and_read():
    created = done("create-meeting", user_id=sandbox.user, topic="Weekly review",
                   start_time="2038-01-12T10:00:00", timezone="Europe/Berlin")
    read = done("get-meeting", meeting_id=created["id"])
    assert read["topic"] == "Weekly review", read
    assert read["id"] == created["id"], read


def all_pages_are_gathered_in_order():
    sandbox.forget_requests()
    listed = done("list-meetings", user_id=sandbox.user, type="scheduled", all_pages=True)["meetings"]
    pages = [request["target"] for request in sandbox.requests()]
    assert len(listed) > 4, listed
    assert len({meeting["uuid"] for meeting in listed}) == len(listed), "no item comes twice"
    assert len(pages) >= 3 and len(set(pages)) == len(pages), pages


def a_recording_is_downloaded_whole():
    recordings = done("list-recordings", user_id=sandbox.user, all_pages=True)["meetings"]
    recorded = next(
        recording["uuid"] for recording in recordings
        if any(file.get("file_type") == "MP4" and file.get("status") == "completed"
               for file in recording["recording_files"])
    )
    receipt = done("download-recording", meeting_id=recorded)
    path = os.path.join(downloads, receipt["file_name"])
    with open(path, "rb") as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == receipt["sha256"], receipt
    assert len(content) == receipt["size"], receipt
    assert os.listdir(downloads) == [receipt["file_name"]], "nothing else is left"


def a_lost_answer_makes_no_second_meeting():
    sandbox.fault(method="POST", path="/v2/users/*/meetings", trouble="lost-answer")
    sandbox.forget_requests()
    created = done("create-meeting", user_id=sandbox.user, topic="Made once",
                   start_time="2038-01-13T10:00:00", timezone="Europe/Berlin")
    sent = [request for request in sandbox.requests() if request["method"] == "POST"]
    assert len(sent) == 1, sent
    assert created["recovered"] is True, created
    assert done("get-meeting", meeting_id=created["id"])["topic"] == "Made once"


def what_may_be_repeated_is_repeated():
    meeting = sandbox_meeting()
    sandbox.fault(method="GET", path="/v2/meetings/*", trouble="connection-reset")
    assert done("get-meeting", meeting_id=meeting)["id"] == meeting


def an_answer_that_says_wait_is_waited_for():
    meeting = sandbox_meeting()
    sandbox.fault(method="GET", path="/v2/meetings/*", trouble={"rate-limit": "per-second"})
    assert done("get-meeting", meeting_id=meeting)["id"] == meeting


def a_failure_is_told_in_the_connectors_words():
    ran = run("get-meeting", meeting_id="81234567890")
    assert ran.returncode == 1, ran
    assert ran.stderr.startswith("not-found: "), ran.stderr
    assert ran.stdout == "", ran.stdout


def the_token_is_shown_nowhere():
    ran = run("get-meeting", meeting_id="")
    assert ran.returncode == 1 and ran.stderr.startswith("invalid-input: "), ran.stderr
    assert sandbox.token not in ran.stdout + ran.stderr


def sandbox_meeting():
    return done("create-meeting", user_id=sandbox.user, topic="To be read", type=1)["id"]


STEPS = [
    a_meeting_is_created_and_read,
    all_pages_are_gathered_in_order,
    a_recording_is_downloaded_whole,
    a_lost_answer_makes_no_second_meeting,
    what_may_be_repeated_is_repeated,
    an_answer_that_says_wait_is_waited_for,
    a_failure_is_told_in_the_connectors_words,
    the_token_is_shown_nowhere,
]

failed = 0
shutil.rmtree(downloads, ignore_errors=True)
os.makedirs(downloads)
try:
    for step in STEPS:
        try:
            step()
            print(f"  ok    {step.__name__.replace('_', ' ')}")
        except Exception as error:
            failed += 1
            print(f"  FAIL  {step.__name__.replace('_', ' ')}: {error}")
finally:
    sandbox.process.terminate()
    sandbox.process.wait()
sys.exit(1 if failed else 0)
