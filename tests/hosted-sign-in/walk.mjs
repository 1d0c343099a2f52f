// Walks hosted sign-in as account owners do.

import { close, expect, fill, found, look, press, visitor } from "./browser.mjs";

const sandbox = JSON.parse(process.env.SANDBOX);
const service = process.env.SERVICE;
const app = (id) => sandbox.apps.find((app) => app.client_id === id);
const secret = "sandbox-user-granular";

async function api(method, path, body) {
  const answer = await fetch(`${service}/v1/${path}`, {
    method,
    headers: body ? { "content-type": "application/json" } : {},
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer.json();
}

const ask = (more) => api("POST", "connect-sessions", { connector: "zoom", requester: "Acme Flows", ...more });

async function approveApps(approved) {
  for (const { client_id } of sandbox.apps) {
    await fetch(`${sandbox.url}/_sandbox/approved_apps/${client_id}`, { method: approved ? "PUT" : "DELETE" });
  }
}

/** Lets something go wrong at the sandbox, once. */
async function fault(fault) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${sandbox.url}/_sandbox/faults`, { method: "POST", headers, body: JSON.stringify(fault) });
  if (!answer.ok) throw new Error(`fault: ${await answer.text()}`);
}

async function isConnected(session, name) {
  const { state, connection } = await api("GET", `connect-sessions/${session.id}`);
  if (state !== "connected" || connection.name !== name) throw new Error(`${name} is ${state}`);
}

async function hasFailed(session, code) {
  const { state, failure } = await api("GET", `connect-sessions/${session.id}`);
  if (state !== "failed" || failure.code !== code) throw new Error(`it is ${state}: ${JSON.stringify(failure)}`);
}

/** Opens the link and goes on to the page of a method. */
async function begin(session, method) {
  const page = await visitor();
  await page.goto(session.link);
  await press(page, "Go on");
  if (method) await press(page, method);
  return page;
}

async function enterApp(page, id) {
  await fill(page, "Client ID", app(id).client_id);
  if (app(id).client_secret) await fill(page, "Client secret", app(id).client_secret);
}

const walks = {
  async "the platform's app"() {
    const session = await ask({ name: "platform", return_url: `${sandbox.url}/` });
    const page = await visitor();
    await page.goto(session.link);
    await expect(page, "Connect your Zoom account");
    await look(page, "asking");
    await press(page, "Go on");
    await expect(page, "How do you want to connect?");
    await look(page, "choosing");
    await press(page, "Sign in with Zoom; the platform");
    // Nothing is to be entered: the choice leads on.
    await expect(page, "Sign in at Zoom");
    await look(page, "leaving");
    await press(page, "Go to");
    await press(page, "Allow");
    await expect(page, "Connected");
    await look(page, "connected");
    await isConnected(session, "platform");
    await press(page, "Go back to");
  },

  async "an own app"() {
    const session = await ask({ name: "own" });
    const page = await begin(session, "through your own app");
    await look(page, "preparing-byo-app");
    const shown = await page.evaluate(() => document.querySelector(".address").textContent);
    if (shown !== `${service}/oauth/callback/zoom`) throw new Error(`the redirect address is ${shown}`);
    await enterApp(page, secret);
    await press(page, "Go on to Zoom");
    await press(page, "Go to");
    await press(page, "Allow");
    await expect(page, "Connected");
    await isConnected(session, "own");
  },

  async "a public client"() {
    const session = await ask({ name: "public" });
    const page = await begin(session, "from your own machine");
    await enterApp(page, "sandbox-public");
    await press(page, "Go on to Zoom");
    await press(page, "Go to");
    await press(page, "Allow");
    await expect(page, "Connected");
    await isConnected(session, "public");
  },

  async "server to server, with a wrong secret first"() {
    const session = await ask({ name: "account", method: "server-to-server" });
    const page = await begin(session);
    const id = "sandbox-server-to-server";
    await look(page, "preparing-server-to-server");
    await fill(page, "Account ID", app(id).account_id);
    await fill(page, "Client ID", app(id).client_id);
    await fill(page, "Client secret", "wrong");
    await press(page, "Connect");
    if (!(await page.title()).startsWith("Not right yet")) throw new Error(await page.title());
    await look(page, "not-right");
    await fill(page, "Client secret", app(id).client_secret);
    await press(page, "Connect");
    await expect(page, "Connected");
    await isConnected(session, "account");
  },

  async "another device"() {
    const session = await ask({ name: "device", method: "device-code" });
    const page = await begin(session);
    await enterApp(page, secret);
    await press(page, "Show me the code");
    await expect(page, "Sign in at Zoom on any device");
    await look(page, "device");
    const link = await page.evaluate(() => document.querySelector(".button.second").href);
    await press(page, "I have approved");
    await expect(page, "Nobody has approved yet");
    await look(page, "device-not-yet");
    const other = await visitor();
    await other.goto(link);
    await press(other, "Allow");
    // The server says how often it may be asked.
    const patience = Date.now() + 60_000;
    while ((await page.title()) !== "Connected" && Date.now() < patience) {
      await press(page, "I have approved");
    }
    await expect(page, "Connected");
    await isConnected(session, "device");
  },

  async "declined, and then not"() {
    const session = await ask({ name: "declined", method: "oauth2" });
    const page = await begin(session);
    await expect(page, "Sign in at Zoom");
    await press(page, "Go to");
    await press(page, "Decline");
    await expect(page, "Not connected: it was declined");
    await look(page, "declined");
    await hasFailed(session, "sign-in-declined");
    await press(page, "Try again");
    await expect(page, "Zoom account");
    await look(page, "preparing-oauth2");
    await press(page, "Go on to Zoom");
    await press(page, "Go to");
    await press(page, "Allow");
    await expect(page, "Connected");
  },

  async "a look while the answer is being checked"() {
    const session = await ask({ name: "checked", method: "oauth2" });
    const page = await begin(session);
    const path = page.url();
    await press(page, "Go to");
    await fault({ method: "POST", path: "/oauth/token", trouble: { latency: { milliseconds: 20_000 } } });
    const other = await page.browserContext().newPage();
    const allowed = press(page, "Allow");
    // The first request of the exchange is on its way once somebody who looks is told so.
    const patience = Date.now() + 15_000;
    do await other.goto(path);
    while ((await other.title()) === "Sign in at Zoom" && Date.now() < patience);
    await expect(other, "Your answer is being checked");
    await look(other, "checking");
    await allowed;
    await expect(page, "Connected");
    await press(other, "Look again");
    await expect(other, "Connected");
    await isConnected(session, "checked");
  },

  async "no, at once"() {
    const session = await ask({ name: "no", method: "oauth2" });
    const page = await visitor();
    await page.goto(session.link);
    await press(page, "Decline");
    await expect(page, "You have declined");
    await look(page, "have-declined");
    await hasFailed(session, "declined");
  },

  async "no, on the page of the choice"() {
    const session = await ask({ name: "no" });
    const page = await begin(session);
    await expect(page, "How do you want to connect?");
    await press(page, "Decline");
    await expect(page, "You have declined");
    await hasFailed(session, "declined");
  },

  async "an administrator's approval"() {
    await approveApps(false);
    try {
      const session = await ask({ name: "approved", method: "oauth2" });
      const page = await begin(session);
      const foretold = await page.$eval("details", (one) => one.textContent);
      if (!foretold.includes("pre-approv")) throw new Error(`of the approval it says: ${foretold}`);
      await press(page, "Go to");
      await press(page, "Approve the app as an admin");
      await press(page, "Allow");
      await expect(page, "Connected");
    } finally {
      await approveApps(true);
    }
  },

  async "a used link, a link that leads nowhere, and another browser"() {
    const session = await ask({ name: "links", method: "oauth2" });
    const page = await begin(session);
    const other = await visitor();
    await other.goto(session.link);
    await expect(other, "This link was used already");
    await look(other, "used-link");
    await other.goto(`${session.link}x`);
    await expect(other, "This link leads nowhere");
    await look(other, "unknown-link");
    await other.goto(page.url());
    await expect(other, "This was begun in another browser");
    await look(other, "other-browser");
    const authorize = await page.evaluate(() => document.querySelector(".button").href);
    await other.goto(authorize);
    await press(other, "Allow");
    await expect(other, "This sign-in was not begun here");
    await look(other, "foreign-return");
    await page.goto(authorize);
    await press(page, "Allow");
    await expect(page, "Connected");
  },

  async "a connection that is brought back"() {
    const session = await ask({ connection: "own" });
    const page = await visitor();
    await page.goto(session.link);
    await look(page, "asking-again");
    await press(page, "Go on");
    await look(page, "preparing-again");
    await press(page, "Go on to Zoom");
    await press(page, "Go to");
    await press(page, "Allow");
    await expect(page, "Connected");
    await isConnected(session, "own");
  },

  async "without scripts, and with a link that has expired"() {
    // What was begun in time would go on: here nothing is, since something is to be entered.
    const session = await ask({ name: "late", method: "byo-app", expires_in: 60 });
    const page = await visitor();
    await page.setJavaScriptEnabled(false);
    await page.goto(session.link);
    await Promise.all([page.waitForNavigation(), page.click("main button")]);
    await expect(page, "Zoom account, through your own app");
    await page.setJavaScriptEnabled(true);
    while (new Date(session.expires_at) >= new Date()) await new Promise((go) => setTimeout(go, 500));
    await page.reload();
    await expect(page, "This link has expired");
    await look(page, "expired");
  },
};

let failed = 0;
await approveApps(true);
for (const [name, walk] of Object.entries(walks)) {
  try {
    await walk();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`failed  ${name}: ${error.message}`);
  }
}
await close();
for (const violation of found.violations) console.log(`axe     ${violation}`);
console.log(
  `${Object.keys(walks).length} walks, ${failed} failed; axe looked ${found.pages} times and found ${found.violations.length} violations`,
);
process.exit(failed || found.violations.length ? 1 : 0);
