// The main jobs with @zoom/rivet, which knows Zoom's token endpoint alone.

import { MeetingsS2SAuthClient } from "@zoom/rivet/meetings";

import { app, date, step } from "./steps.mjs";

const credentials = app("server-to-server");
const client = new MeetingsS2SAuthClient({
  clientId: credentials.client_id,
  clientSecret: credentials.client_secret,
  accountId: credentials.account_id,
  disableReceiver: true,
});
const { meetings, cloudRecording } = client.endpoints;
const created = await meetings.createMeeting({
  path: { userId: "me" },
  body: { topic: "Made with rivet", type: 2, start_time: date(1), duration: 30 },
});
const meetingId = created.data.id;
step("create", created.statusCode === 201, `${created.statusCode}, id ${meetingId}`);

const path = { meetingId };
let got = await meetings.getMeeting({ path });
step("get", got.data.duration === 30, `${got.statusCode}, ${got.data.topic}`);

const listed = await meetings.listMeetings({ path: { userId: "me" }, query: { page_size: 300 } });
const ids = listed.data.meetings.map((meeting) => meeting.id);
step("list", ids.includes(meetingId), `${listed.statusCode}, ${ids.length} meetings`);

const updated = await meetings.updateMeeting({ path, body: { topic: "Changed with rivet" } });
got = await meetings.getMeeting({ path });
step("update", got.data.topic === "Changed with rivet", `${updated.statusCode}, ${got.data.topic}`);

const deleted = await meetings.deleteMeeting({ path });
const gone = await meetings.getMeeting({ path }).catch((error) => error.message);
step("delete", deleted.statusCode === 204 && /does not exist/.test(gone), `${deleted.statusCode}, then ${gone}`);

const period = { from: date(-29).slice(0, 10), to: date(0).slice(0, 10) };
const recorded = await cloudRecording.listAllRecordings({ path: { userId: "me" }, query: period });
const last = recorded.data.meetings.at(-1);
step("list recordings", recorded.data.meetings.length > 0, `${recorded.data.meetings.length} meetings were recorded`);

const recording = await cloudRecording.getMeetingRecordings({ path: { meetingId: last.id } });
const files = recording.data.recording_files.map((file) => file.file_type);
step("get a recording", files.length > 0, `${recording.data.topic}: ${files.join(", ")}`);
