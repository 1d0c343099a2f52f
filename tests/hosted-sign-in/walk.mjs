// Walks hosted sign-in as account owners do.

import { appendFileSync } from "node:fs";

import { beside, close, expect, fill, found, look, press, tryOut, visitor } from "./browser.mjs";
import { api, app, approveApps, ask, end, fault, hasFailed, isBack, isConnected, service, zoom } from "./stage.mjs";
import { allowElsewhere, begin, enterApp } from "./steps.mjs";

const secret = "sandbox-user-granular";

/** What the last page says that the account's owner has not allowed. */
const uncovered = (page) => page.$$eval("main li", (all) => all.map((one) => one.textContent));
const CREATE = "Create meeting: it takes meeting:write:meeting";

const walks = {
  async "the platform's app"() {
    const session = await ask({ name: "platform", return_url: `${zoom}/` });
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
    if ((await uncovered(page)).includes(CREATE)) throw new Error("it says that meetings can't be created");
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

  async "an app that is granted little"() {
    const session = await ask({ name: "little", method: "byo-app" });
    const page = await begin(session);
    await enterApp(page, "walk-few-scopes");
    await press(page, "Go on to Zoom");
    await press(page, "Go to");
    await press(page, "Allow");
    await expect(page, "Connected");
    await look(page, "connected-in-part");
    const heading = await page.$eval("main h2", (one) => one.textContent);
    if (heading !== "What it does not cover") throw new Error(`under which heading? “${heading}”`);
    const lines = await uncovered(page);
    if (!lines.includes(CREATE)) throw new Error(`not a word of creating meetings: ${lines}`);
    const covered = lines.filter((line) => /^(Get|List) meetings?:/.test(line));
    if (covered.length) throw new Error(`it was granted, and is said not to be: ${covered}`);
    const { identity } = await api("POST", "connections/little/test");
    if (lines.length !== identity.uncovered.length) throw new Error(`${lines.length} of ${identity.uncovered.length} lines`);
    const folded = await page.$eval("details summary", (one) => one.textContent);
    if (folded !== `Show all ${lines.length}`) throw new Error(`${lines.length} are folded as “${folded}”`);
    await isConnected(session, "little");
  },

  async "server to server, with a wrong secret first"() {
    const session = await ask({ name: "account", method: "server-to-server" });
    const page = await begin(session);
    const id = "sandbox-server-to-server";
    await look(page, "preparing-server-to-server");
    await fill(page, "Account ID", app(id).account_id);
    await fill(page, "Client ID", app(id).client_id);
    await fill(page, "Client Secret", "wrong");
    await press(page, "Connect");
    if (!(await page.title()).startsWith("Not right yet")) throw new Error(await page.title());
    await look(page, "not-right");
    await fill(page, "Client Secret", app(id).client_secret);
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
    await press(page, "I have approved");
    await expect(page, "Nobody has approved yet");
    await look(page, "device-not-yet");
    await allowElsewhere(page);
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
    const other = await beside(page.browserContext());
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
    const ended = await end("own");
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
    await isBack(session, ended);
  },

  async "a connection that is brought back on another device"() {
    const ended = await end("device");
    const session = await ask({ connection: "device" });
    const page = await visitor();
    await page.goto(session.link);
    await expect(page, "Connect your Zoom account again");
    await press(page, "Go on");
    await look(page, "preparing-again-device");
    // The app and its secret are kept.
    await press(page, "Show me the code");
    await expect(page, "Sign in at Zoom on any device");
    await look(page, "device-again");
    await allowElsewhere(page);
    await isBack(session, ended);
  },

  async "a link that has expired"() {
    // What was begun in time would go on: here nothing is, since something is to be entered.
    const session = await ask({ name: "late", method: "byo-app", expires_in: 60 });
    const page = await begin(session);
    await expect(page, "Zoom account, through your own app");
    while (new Date(session.expires_at) >= new Date()) await new Promise((go) => setTimeout(go, 500));
    await page.reload();
    await expect(page, "This link has expired");
    await look(page, "expired");
  },
};

let failed = 0;
await tryOut();
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
const { pages, runs, violations } = found;
const done =
  `${Object.keys(walks).length} walks without scripts, ${failed} failed; ` +
  `${pages} pages, on which axe was run ${runs} times and found ${violations.length || "nothing"}`;
console.log(done);
if (process.env.DONE) appendFileSync(process.env.DONE, `${done}\n`);
process.exit(failed || violations.length ? 1 : 0);
