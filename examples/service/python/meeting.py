"""Connects an account, creates a meeting, lists the meetings, and asks somebody to connect.

    ACCOUNT_ID=… CLIENT_ID=… CLIENT_SECRET=… python meeting.py
"""

import os

from service_client import AuthenticatedClient, Client
from service_client.api.actions import invoke
from service_client.api.connect_sessions import create_connect_session, show_connect_session
from service_client.api.connections import connect
from service_client.models import Invocation, NewConnection, NewConnectSession, Problem

SERVICE = os.environ.get("SERVICE", "http://127.0.0.1:8787")
API_KEY = os.environ.get("API_KEY")
client = AuthenticatedClient(SERVICE, token=API_KEY) if API_KEY else Client(SERVICE)


def taken(answer):
    """What an answer has, or its problem as an error."""
    if isinstance(answer, Problem):
        raise SystemExit(f"{answer.code}: {answer.detail}")
    return answer


def run(action, **fields):
    body = Invocation.from_dict({"connection": connection.id, "input": fields})
    answer = taken(invoke.sync("zoom", action, client=client, body=body))
    return answer.to_dict()["output"]


connection = taken(
    connect.sync(
        client=client,
        body=NewConnection.from_dict(
            {
                "connector": "zoom",
                "method": "server-to-server",
                "name": "python",
                "settings": {
                    "account_id": os.environ["ACCOUNT_ID"],
                    "client_id": os.environ["CLIENT_ID"],
                },
                "secrets": {"client_secret": os.environ["CLIENT_SECRET"]},
            }
        ),
    )
).connection
print(f"connected {connection.account.label} as {connection.name}")

meeting = run(
    "create-meeting", topic="Made in Python", start_time="2038-01-12T10:00:00Z", duration=30
)
print(f"created {meeting['topic']} ({meeting['id']})")

meetings = run("list-meetings", all_pages=True)["meetings"]
found = any(str(one["id"]) == str(meeting["id"]) for one in meetings)
print(f"listed {len(meetings)} meetings, {'with' if found else 'without'} it")

session = taken(
    create_connect_session.sync(
        client=client,
        body=NewConnectSession(connector="zoom", name="somebody", requester="The example"),
    )
)
state = taken(show_connect_session.sync(session.id, client=client)).state
print(f"asked somebody to connect, which is {state}: {session.link.split('?')[0]}")
