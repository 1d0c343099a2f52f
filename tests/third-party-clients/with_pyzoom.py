"""The main jobs with pyzoom, which takes a token and the address of the API. It
reads every answer into types of its own and refuses what does not fit. It has no
call for recordings, so that goes through its plain requests."""

import logging

import requests
from pyzoom import ZoomClient

from steps import A_MONTH_AGO, NOW, TOMORROW, URL, app, step

# It logs every refusal as an error; the one below is wanted.
logging.disable()

credentials = app("server-to-server")
token = requests.post(
    f"{URL}/oauth/token",
    auth=(credentials["client_id"], credentials["client_secret"]),
    data={"grant_type": "account_credentials", "account_id": credentials["account_id"]},
).json()["access_token"]
client = ZoomClient(token, base_url=f"{URL}/v2")
start = TOMORROW.strftime("%Y-%m-%dT%H:%M:%SZ")

meeting = client.meetings.create_meeting("Made with pyzoom", start_time=start, duration_min=30)
step("create", meeting.start_time == start, f"id {meeting.id}, {meeting.start_time}")

got = client.meetings.get_meeting(meeting.id)
step("get", got.duration == 30 and got.settings.audio == "voip", f"{got.topic}, audio {got.settings.audio}")

listed = client.meetings.list_meetings()
step("list", len(listed.filter_by_id(meeting.id)) == 1, f"{listed.total_records} meetings")

client.meetings.update_meeting("Changed with pyzoom", start_time=start, duration_min=45, meeting_id=meeting.id)
got = client.meetings.get_meeting(meeting.id)
step("update", (got.topic, got.duration) == ("Changed with pyzoom", 45), f"{got.topic}, {got.duration} minutes")

deleted = client.meetings.delete_meeting(meeting.id)
gone = client.raw.get(f"/meetings/{meeting.id}", raise_on_error=False)
step("delete", deleted and gone.status_code == 404, f"then {gone.json()['message']}")

period = {"from": f"{A_MONTH_AGO:%Y-%m-%d}", "to": f"{NOW:%Y-%m-%d}", "page_size": 2}
pages = client.raw.get_all_pages("/users/me/recordings", query=period)
step("list recordings", len(pages["meetings"]) > 2, f"{len(pages['meetings'])} meetings, by pages of 2")
