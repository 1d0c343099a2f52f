// Every operation of n8n's own node for Zoom, as the package has it. Around it is the least
// of n8n that it runs in: what a node asks its surroundings for, and the sign-in that its
// credentials describe. The person at the browser is played.

import { createRequire } from "node:module";
import axios from "axios";
import { HttpsProxyAgent } from "https-proxy-agent";

import { app, date, sandbox, step } from "./steps.mjs";

const require = createRequire(import.meta.url);
const { Zoom } = require("n8n-nodes-base/dist/nodes/Zoom/Zoom.node.js");
const { ZoomOAuth2Api } = require("n8n-nodes-base/dist/credentials/ZoomOAuth2Api.credentials.js");

// What is meant for Zoom's hosts goes through the sandbox's proxy.
const agent = new HttpsProxyAgent(process.env.HTTPS_PROXY);
const http = axios.create({ httpsAgent: agent, proxy: false, maxRedirects: 0 });

const described = Object.fromEntries(
  new ZoomOAuth2Api().properties.map((property) => [property.name, property.default]),
);
const credentials = app("user-managed");
const redirect_uri = credentials.redirect_uris[0];
const form = (fields) => new URLSearchParams(fields);
const consent = await http.post(
  `${described.authUrl}?${form({ response_type: "code", client_id: credentials.client_id, redirect_uri })}`,
  form({ decision: "allow" }),
  { validateStatus: (status) => status === 302 },
);
const tokens = await http.post(
  described.accessTokenUrl,
  form({
    grant_type: "authorization_code",
    code: new URL(consent.headers.location).searchParams.get("code"),
    redirect_uri,
  }),
  { auth: { username: credentials.client_id, password: credentials.client_secret } },
);
step("sign in", tokens.data.token_type === "bearer", `at ${described.authUrl}`);

/** Sends a request of a node: options as the library `request` takes them. */
async function request({ method, headers, body, qs, uri }) {
  const answer = await http.request({
    method,
    url: uri,
    params: qs,
    data: body,
    headers: { ...headers, Accept: "application/json", Authorization: `Bearer ${tokens.data.access_token}` },
  });
  return answer.data;
}

/** Runs the node with one item, as a workflow in n8n does. */
async function run(parameters) {
  const node = {
    getInputData: () => [{ json: {} }],
    getNode: () => ({ name: "Zoom", type: "n8n-nodes-base.zoom", typeVersion: 1 }),
    getNodeParameter: (name, _item, fallback) =>
      ({ authentication: "oAuth2", resource: "meeting", additionalFields: {}, filters: {}, ...parameters })[name] ?? fallback,
    getTimezone: () => "Europe/Berlin",
    continueOnFail: () => false,
    helpers: {
      requestOAuth2: (_credential, options) => request(options),
      returnJsonArray: (data) => [data].flat().map((json) => ({ json })),
      constructExecutionMetaData: (data, { itemData }) => data.map((item) => ({ ...item, pairedItem: itemData })),
    },
  };
  const [items] = await new Zoom().execute.call(node);
  return items.map((item) => item.json);
}

const zones = await new Zoom().methods.loadOptions.getTimezones();
step("load time zones", zones.some(({ value }) => value === "Europe/Berlin"), `${zones.length} zones`);

// Without a zone the node writes the time with the offset of n8n's own.
const start = date(1);
const [created] = await run({
  operation: "create",
  topic: "Made with n8n",
  additionalFields: {
    type: 2,
    startTime: start,
    duration: 30,
    agenda: "Everything that the node can set",
    password: "s3cret!",
    settings: {
      audio: "voip",
      autoRecording: "cloud",
      joinBeforeHost: true,
      hostVideo: true,
      participantVideo: true,
      muteUponEntry: true,
      watermark: true,
      registrationType: 1,
      alternativeHosts: "",
      cnMeeting: false,
      inMeeting: false,
    },
  },
});
const meetingId = String(created.id);
step("create", Date.parse(created.start_time) === Math.floor(Date.parse(start) / 1000) * 1000, created.start_time);

const [local] = await run({
  operation: "create",
  topic: "In another zone",
  additionalFields: { type: 2, startTime: start, timeZone: "America/New_York" },
});
step("create in a zone", local.timezone === "America/New_York", local.start_time);

const [got] = await run({ operation: "get", meetingId, additionalFields: { showPreviousOccurrences: true } });
step("get", got.settings.auto_recording === "cloud", `${got.topic}, recording ${got.settings.auto_recording}`);

const some = await run({ operation: "getAll", returnAll: false, limit: 3, filters: { type: "scheduled" } });
step("get many", some.length === 3, `${some.length} meetings`);
const all = await run({ operation: "getAll", returnAll: true });
step("get many (all)", all.some(({ id }) => id === created.id), `${all.length} meetings`);

const [updated] = await run({
  operation: "update",
  meetingId,
  updateFields: { topic: "Changed with n8n", duration: 45, settings: { audio: "both", autoRecording: "none" } },
});
const [changed] = await run({ operation: "get", meetingId });
step("update", updated.success && changed.duration === 45, `${changed.topic}, ${changed.duration} minutes`);

const [deleted] = await run({ operation: "delete", meetingId, additionalFields: {} });
const gone = await run({ operation: "get", meetingId }).catch((error) => error);
step("delete", deleted.success && gone.httpCode === "404", `then ${gone.message}`);
await run({ operation: "delete", meetingId: String(local.id) });
