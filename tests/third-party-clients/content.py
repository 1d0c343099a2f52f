"""Puts into the account what the clients read and the sandbox does not start with: a poll
and a registrant of a meeting and of a webinar."""

import requests

from steps import TOMORROW, URL, app

credentials = app("server-to-server")
token = requests.post(
    f"{URL}/oauth/token",
    auth=(credentials["client_id"], credentials["client_secret"]),
    data={"grant_type": "account_credentials", "account_id": credentials["account_id"]},
).json()["access_token"]


def post(path, body):
    answer = requests.post(
        f"{URL}/v2{path}", json=body, headers={"Authorization": f"Bearer {token}"}
    )
    answer.raise_for_status()
    return answer.json()


POLL = {
    "title": "Before we start",
    "questions": [{"name": "Ready?", "type": "single", "answers": ["Yes", "No"]}],
}
for kind in ["meetings", "webinars"]:
    planned = post(
        f"/users/me/{kind}",
        {
            "topic": f"Planned for those who read {kind}",
            "start_time": TOMORROW.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "settings": {"approval_type": 0},
        },
    )
    post(f"/{kind}/{planned['id']}/polls", POLL)
    guest = {"email": "guest@guests.example", "first_name": "Gus"}
    post(f"/{kind}/{planned['id']}/registrants", guest)
