// What there is before Schemathesis begins, so that there is something to ask for: the accounts of each
// tenant, and a connect session. Writes the keys for Schemathesis into the file KEYS, and prints for each
// run who asks.

import { writeFileSync } from "node:fs";

const { SERVICE, KEYS } = process.env;
const sandbox = JSON.parse(process.env.SANDBOX);
const keys = Object.fromEntries(["operator", "acme", "other", "reader"].map((name) => [name, process.env[name]]));

async function ask(key, path, body) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const answer = await fetch(`${SERVICE}/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.json();
}

/** Connects an account that nobody has to approve, and gives its id. */
async function connect(key, name) {
  const { account_id, client_id, client_secret } = sandbox.apps.find(
    (app) => app.kind === "server-to-server" && app.scope_type === "granular",
  );
  const { connection } = await ask(key, "connections", {
    connector: "zoom",
    method: "server-to-server",
    name,
    settings: { account_id, client_id },
    secrets: { client_secret },
  });
  return connection.id;
}

/** What a tenant has: the first of a list, one to be changed, and one that calls go through. */
async function belongings(key) {
  const first = await connect(key, "first");
  const spare = await connect(key, "spare");
  const working = await connect(key, "working");
  const { id: session } = await ask(key, "connect-sessions", { connector: "zoom" });
  return { first, spare, working, session };
}

/** The meeting whose recording is the smallest, of those that the sandbox begins with. */
async function recording(key, connection) {
  const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const input = { from: day(28), to: day(0) };
  const listed = await ask(key, "connectors/zoom/actions/list-recordings/invocations", { connection, input });
  // One that goes on has no size yet.
  const whole = listed.output.meetings.filter((meeting) => meeting.total_size > 0);
  return whole.sort((one, other) => one.total_size - other.total_size)[0].uuid;
}

const header = (key) => ({ name: "Authorization", value: `Bearer ${key}` });
const identities = Object.entries(keys).map(([name, key]) => ({ name, fixedHeaders: [header(key)] }));
writeFileSync(KEYS, JSON.stringify({ auth: identities }), { mode: 0o600 });

await belongings(keys.other);
const [defaults, acmes] = [await belongings(keys.operator), await belongings(keys.acme)];
const runs = {
  // Of the operator's key all tenants are; of a tenant's, no other.
  operator: { tenant: "default", elsewhere: "acme", rights: ["operator", "invoke", "read", "manage"], has: defaults },
  acme: { tenant: "acme", elsewhere: "other", rights: ["invoke", "read", "manage"], has: acmes },
  reader: { tenant: "acme", elsewhere: "other", rights: ["read"], has: acmes },
};
const recorded = await recording(keys.operator, defaults.working);
for (const [name, run] of Object.entries(runs)) Object.assign(run, { name, key: keys[name], recording: recorded });
console.log(JSON.stringify(runs));
