// Steps that several walks have.

import { expect, fill, press, visitor } from "./browser.mjs";
import { app } from "./stage.mjs";

/** Opens the link and goes on to the page of a method. */
export async function begin(session, method) {
  const page = await visitor();
  await page.goto(session.link);
  await press(page, "Go on");
  if (method) await press(page, method);
  return page;
}

export async function enterApp(page, id) {
  const { client_id, client_secret } = app(id);
  await fill(page, client_secret ? "Client ID" : "Public Client ID", client_id);
  if (client_secret) await fill(page, "Client Secret", client_secret);
}

/** Allows on another device what the page asks for, and asks there until it has heard of it. */
export async function allowElsewhere(page) {
  const link = await page.$eval(".button.second", (one) => one.href);
  const other = await visitor();
  await other.goto(link);
  await press(other, "Allow");
  // The server says how often it may be asked.
  const patience = Date.now() + 60_000;
  while ((await page.title()) !== "Connected" && Date.now() < patience) {
    await press(page, "I have approved");
  }
  await expect(page, "Connected");
}
