"""The commands of dlzoom that need no browser. It takes Zoom's hosts alone, and sends the
token of a download in the query, as Zoom took it until 2023."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

from steps import app, check, step

credentials = app("server-to-server")


def dlzoom(directory, *arguments):
    run = subprocess.run(
        [os.environ["DLZOOM"], *arguments, "--json"],
        capture_output=True,
        text=True,
        cwd=directory,
        env={
            **os.environ,
            "HOME": str(directory),
            "ZOOM_ACCOUNT_ID": credentials["account_id"],
            "ZOOM_CLIENT_ID": credentials["client_id"],
            "ZOOM_CLIENT_SECRET": credentials["client_secret"],
        },
    )
    try:
        return json.loads(run.stdout)
    except ValueError:
        return {"status": f"ended with {run.returncode}: {run.stderr[-400:]}", "problem": True}


with tempfile.TemporaryDirectory() as directory:
    person = dlzoom(directory, "whoami")
    step("whoami", person["status"] == "success", person.get("user", person)["email"])

    ranged = ["recordings", "--range", "last-30-days"]
    account = dlzoom(directory, *ranged)
    step("recordings of the account", account.get("scope") == "account", f"{account.get('total_meetings')} meetings")
    user = dlzoom(directory, *ranged, "--scope", "user", "--user-id", "olivia@sandbox.example")
    check("recordings of a user", 0 < user["total_meetings"] < account["total_meetings"], f"{user['total_meetings']} meetings")

    meeting = next(m for m in user["meetings"] if m["topic"] == "Retrospective")
    number = str(meeting["id"])
    instances = dlzoom(directory, "recordings", "--meeting-id", number)
    check("recordings of a meeting", instances.get("total_instances") == 1, instances["status"])
    available = dlzoom(directory, "download", "--check-availability", number)
    check("download --check-availability", available.get("has_audio"), available["status"])

    files = Path(directory, "files")
    loaded = dlzoom(directory, "download", "--output-dir", str(files), number)
    step("download", loaded["status"] == "success", loaded["status"])
    sizes = {file.suffix: file.stat().st_size for file in files.iterdir()}
    check("download: the sound", sizes.get(".m4a") == 48_032, f"{sizes.get('.m4a')} bytes")
    transcript = next(files.glob("*.vtt")).read_text()
    check("download: the transcript", transcript.startswith("WEBVTT"), f"{len(transcript)} characters")
    speakers = sorted(file.name for file in files.glob("*speakers*"))
    check("download: who spoke when", len(speakers) == 1, ", ".join(speakers))
