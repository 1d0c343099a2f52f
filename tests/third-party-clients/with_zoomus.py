"""The main jobs with zoomus, which takes the addresses of API and token endpoint."""

from zoomus import ZoomClient

from steps import A_MONTH_AGO, NOW, TOMORROW, URL, app, step

credentials = app("server-to-server")
client = ZoomClient(
    credentials["client_id"],
    credentials["client_secret"],
    credentials["account_id"],
    base_uri=f"{URL}/v2",
    oauth_uri=f"{URL}/oauth/token",
)

created = client.meeting.create(
    user_id="me", topic="Made with zoomus", type=2, start_time=TOMORROW, duration=30
)
meeting = created.json()
step("create", created.status_code == 201, f"{created.status_code}, id {meeting.get('id')}")

got = client.meeting.get(id=meeting["id"])
step("get", got.json().get("duration") == 30, f"{got.status_code}, {got.json().get('topic')}")

listed = client.meeting.list(user_id="me", page_size=300)
ids = [item["id"] for item in listed.json()["meetings"]]
step("list", meeting["id"] in ids, f"{listed.status_code}, {len(ids)} meetings")

updated = client.meeting.update(id=meeting["id"], topic="Changed with zoomus")
topic = client.meeting.get(id=meeting["id"]).json()["topic"]
step("update", topic == "Changed with zoomus", f"{updated.status_code}, {topic}")

deleted = client.meeting.delete(id=meeting["id"])
gone = client.meeting.get(id=meeting["id"])
step("delete", (deleted.status_code, gone.status_code) == (204, 404), f"{deleted.status_code}, then {gone.json()['message']}")

recorded = client.recording.list(user_id="me", start=A_MONTH_AGO, end=NOW).json()["meetings"]
step("list recordings", len(recorded) > 0, f"{len(recorded)} meetings were recorded")

recording = client.recording.get(meeting_id=recorded[-1]["id"]).json()
files = [file["file_type"] for file in recording["recording_files"]]
step("get a recording", len(files) > 0, f"{recording['topic']}: {', '.join(files)}")

start = TOMORROW.strftime("%Y-%m-%dT%H:%M:%SZ")
webinar = client.webinar.create(
    user_id="me", topic="A webinar with zoomus", type=5, start_time=start, duration=60
).json()
got = client.webinar.get(id=webinar["id"])
step("create and get a webinar", got.json()["topic"] == "A webinar with zoomus", f"{got.status_code}, id {webinar['id']}")
