"""Every call of zoom-python-client. It takes the API's address and has the address of the
token endpoint written into it."""

import requests
from zoom_python_client.zoom_api_client import ZoomApiClient

from steps import A_MONTH_AGO, NOW, absent, app, check, step

credentials = app("server-to-server")
client = ZoomApiClient(
    credentials["account_id"], credentials["client_id"], credentials["client_secret"]
)

user = client.users.get_user("me")
step("users.get_user", user["email"] == "olivia@sandbox.example", user["email"])

period = {"from_date": f"{A_MONTH_AGO:%Y-%m-%d}", "to_date": f"{NOW:%Y-%m-%d}"}
listed = client.users.get_user_meetings("me", {"type": "scheduled", "page_size": 300})
step("users.get_user_meetings", len(listed["meetings"]) > 3, f"{len(listed['meetings'])} meetings")
past = client.users.get_user_meetings("me", {"type": "previous_meetings", **period})
check("users.get_user_meetings of a period", past["total_records"] > 0, f"{past['total_records']} meetings")

live = client.users.get_user_meetings("me", {"type": "live"})["meetings"][0]
got = client.meetings.get_meeting(live["id"])
check("meetings.get_meeting", got["topic"] == live["topic"], got["topic"])
token = client.meetings.get_meeting_token(live["id"])
check("meetings.get_meeting_token", token.get("token", "").startswith("http"), "an address for captions")

response = client.make_get_request("/users/me/webinars")
webinar = response.json()["webinars"][0]
check("make_get_request", response.status_code == 200, f"{response.json()['total_records']} webinars")
got = client.webinars.get_webinar(webinar["id"])
check("webinars.get_webinar", got["topic"] == webinar["topic"], got["topic"])

service = {
    "stream_url": "rtmp://live.example/in",
    "stream_key": "not-a-secret",
    "page_url": "https://live.example/watch",
    "resolution": "720p",
}
for name, streams, number in [
    ("meeting_livestreams", client.meeting_livestreams, live["id"]),
    ("webinar_livestreams", client.webinar_livestreams, webinar["id"]),
]:
    check(f"{name}.update_livestream", streams.update_livestream(number, service), "set up")
    got = streams.get_livestream(number)
    check(f"{name}.get_livestream", got == service, got["stream_url"])
started = client.meeting_livestreams.update_livestream_status(live["id"], "start")
check("meeting_livestreams.update_livestream_status", started, "started")
# The webinar is over, and the client takes a refusal for an empty answer without a status.
try:
    refused = not client.webinar_livestreams.update_livestream_status(webinar["id"], "start")
except requests.exceptions.RequestException:
    refused = True
check("webinar_livestreams.update_livestream_status", refused, "refused, it does not go on")

for call in [
    "rooms.get_rooms",
    "rooms.get_room",
    "rooms.get_room_sensor_data",
    "calendars.list_calendar_services",
    "calendars.list_calendar_resources",
]:
    absent(call, "Zoom Rooms and their calendars are other products")
