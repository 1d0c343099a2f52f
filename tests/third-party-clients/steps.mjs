// What every client for Node.js here has in common: the sandbox, and noting steps.

import { appendFileSync } from "node:fs";

export const sandbox = JSON.parse(process.env.SANDBOX);

/** The credentials of the first app of this kind. */
export const app = (kind) =>
  sandbox.apps.find((app) => app.kind === kind && app.scope_type === "granular");

const day = 24 * 60 * 60 * 1000;

/** Some days from now, with milliseconds, as JavaScript writes a time. */
export const date = (days) => new Date(Date.now() + days * day).toISOString();

/** Notes a call, and ends the program when it did not do what it should. */
export function step(call, holds, seen) {
  const outcome = holds ? "ok" : "FAILED";
  console.log(`  ${outcome.padEnd(6)} ${call}: ${seen}`);
  appendFileSync(process.env.STEPS, JSON.stringify([process.env.CLIENT, call, outcome]) + "\n");
  if (!holds) process.exit(1);
}
