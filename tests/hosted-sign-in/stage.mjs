// Where the walks take place: the service, which is asked for links and for what has come of them,
// and the sandbox, at which things go wrong.

const sandbox = JSON.parse(process.env.SANDBOX);

/** Where the service and the sandbox are. */
export const [service, zoom] = [process.env.SERVICE, sandbox.url];

/** The app of that client id. */
export const app = (id) => sandbox.apps.find((app) => app.client_id === id);

/** What the service answers. */
export async function api(method, path, body) {
  const answer = await fetch(`${service}/v1/${path}`, {
    method,
    headers: body ? { "content-type": "application/json" } : {},
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer.json();
}

/** A connect session. */
export const ask = (more) => api("POST", "connect-sessions", { connector: "zoom", requester: "Acme Flows", ...more });

/** Sets something at the sandbox. */
async function set(method, path, body) {
  const headers = body ? { "content-type": "application/json" } : {};
  const answer = await fetch(`${zoom}/_sandbox/${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
}

/** Has an administrator approve all apps, or none. */
export async function approveApps(approved) {
  for (const { client_id } of sandbox.apps) await set(approved ? "PUT" : "DELETE", `approved_apps/${client_id}`);
}

/** Lets something go wrong at the sandbox, once. */
export const fault = (fault) => set("POST", "faults", fault);

/** Has the owner of an account end what its connection lives on, and gives the connection. */
export async function end(name) {
  const { account, client_id } = await api("GET", `connections/${name}`);
  await set("DELETE", `grants/${client_id}/${account.subject.user}`);
  await api("POST", `connections/${name}/test`);
  const connection = await api("GET", `connections/${name}`);
  if (connection.state !== "needs-reconnecting") throw new Error(`${name} is ${connection.state} all the same`);
  return connection;
}

/** Fails unless the session has connected the account under that name. */
export async function isConnected(session, name) {
  const { state, connection } = await api("GET", `connect-sessions/${session.id}`);
  if (state !== "connected" || connection.name !== name) throw new Error(`${name} is ${state}`);
}

/** Fails unless the session has brought that connection back, and no other. */
export async function isBack(session, { id, name }) {
  await isConnected(session, name);
  const now = await api("GET", `connections/${name}`);
  if (now.id !== id || now.state !== "connected") throw new Error(`${name} is ${now.state}, with the id ${now.id}`);
}

/** Fails unless the session has failed by that. */
export async function hasFailed(session, code) {
  const { state, failure } = await api("GET", `connect-sessions/${session.id}`);
  if (state !== "failed" || failure.code !== code) throw new Error(`it is ${state}: ${JSON.stringify(failure)}`);
}
