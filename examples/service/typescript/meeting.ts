// Connects an account, creates a meeting, lists the meetings, and asks somebody to connect.
//
//     ACCOUNT_ID=… CLIENT_ID=… CLIENT_SECRET=… node meeting.js

import createClient from "openapi-fetch";

import type { components, paths } from "./service.js";

const { SERVICE = "http://127.0.0.1:8787", API_KEY, ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET } = process.env;
const headers = API_KEY ? { authorization: `Bearer ${API_KEY}` } : {};
const service = createClient<paths>({ baseUrl: SERVICE, headers });

/** What an answer has, or its problem as an error. */
function taken<T>({ data, error }: { data?: T; error?: components["schemas"]["Problem"] }): T {
  if (data !== undefined) return data;
  throw new Error(error ? `${error.code}: ${error.detail}` : "the answer is empty");
}

const { connection } = taken(
  await service.POST("/v1/connections", {
    body: {
      connector: "zoom",
      method: "server-to-server",
      name: "typescript",
      settings: { account_id: ACCOUNT_ID, client_id: CLIENT_ID },
      secrets: { client_secret: CLIENT_SECRET ?? "" },
    },
  }),
);
console.log(`connected ${connection.account.label} as ${connection.name}`);

async function invoke(action: string, input: Record<string, unknown>) {
  const answer = await service.POST("/v1/connectors/{connector}/actions/{action}/invocations", {
    params: { path: { connector: "zoom", action } },
    headers: { accept: "application/json" },
    body: { connection: connection.id, input },
  });
  // It could be answered in other media types as well.
  const { output } = taken<unknown>(answer) as components["schemas"]["Output"];
  return output as Record<string, unknown>;
}

const meeting = await invoke("create-meeting", {
  topic: "Made in TypeScript",
  start_time: "2038-01-12T10:00:00Z",
  duration: 30,
});
console.log(`created ${meeting.topic} (${meeting.id})`);

const { meetings } = await invoke("list-meetings", { all_pages: true });
const found = (meetings as { id: unknown }[]).some(({ id }) => String(id) === String(meeting.id));
console.log(`listed ${(meetings as unknown[]).length} meetings, ${found ? "with" : "without"} it`);

const session = taken(
  await service.POST("/v1/connect-sessions", {
    body: { connector: "zoom", name: "somebody", requester: "The example" },
  }),
);
const { state } = taken(
  await service.GET("/v1/connect-sessions/{session}", { params: { path: { session: session.id } } }),
);
console.log(`asked somebody to connect, which is ${state}: ${session.link?.split("?")[0]}`);
