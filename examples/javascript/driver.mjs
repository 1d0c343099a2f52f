// The smallest honest host of a connector: it makes the exchanges that the connector asks for.
//
//   COMPONENT=zoom.wasm npm run build     makes JavaScript of the connector, in build/
//   ACCESS_TOKEN=… node driver.mjs create-meeting '{"topic": "Weekly review"}'
//
// Left out: getting and renewing tokens, limits for what a connector computes, and addresses of
// private networks, which names may lead to.
import { createHash } from "node:crypto";
import { createWriteStream, readFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { instantiate } from "./build/connector.js";

const module = new WebAssembly.Module(readFileSync(new URL("build/connector.core.wasm", import.meta.url)));
const connector = () => instantiate(() => module, {}).connector; // an instance lives for one call
const manifest = JSON.parse(connector().describe());
const now = () => BigInt(Math.floor(Date.now() / 1000));
const LIMIT = 16 << 20;

// The loop: perform what the connector asks for, and tell it how it went, until it is done.
async function invoke(action, input) {
  const connection = { method: "oauth2", settings: "{}", scopes: [], now: now() };
  const items = [];
  let step = connector().invoke(connection, action, input);
  while (step.tag !== "done") {
    if (step.tag === "page") {
      items.push(...JSON.parse(step.val.items));
      step = { tag: "send", val: step.val.then };
    }
    const performed = { send: exchange, download }[step.tag];
    if (!performed) throw new Error(`this host has no secret to ${step.tag} with`);
    await sleep(Number(step.val.afterMs));
    step = connector().resume(step.val.state, await performed(step.val), now());
  }
  const output = JSON.parse(step.val);
  if (items.length > 0) {
    const { pagination } = manifest.actions.find(({ id }) => id === action);
    output[pagination.items] = [...items, ...output[pagination.items]];
  }
  return output;
}

// An exchange. What may be repeated is tried again; what may not, and may have been carried out, is lost.
async function exchange(asked, tries = 3) {
  try {
    return { tag: "response", val: await response(await send(asked, AbortSignal.timeout(60_000))) };
  } catch (error) {
    const unsent = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "UND_ERR_CONNECT_TIMEOUT"];
    if (error instanceof Refused || unsent.includes(error.cause?.code)) throw error;
    if (!asked.repeatable) return { tag: "lost" };
    if (tries === 1) throw error;
    await sleep(1000);
    return exchange(asked, tries - 1);
  }
}

// A download: kept under its name when all of it is there and is what was asked for.
async function download(asked) {
  const answer = await send(asked);
  const mediaType = (answer.headers.get("content-type") ?? "").split(";")[0].trim().toLowerCase();
  const fits = (type) => type === mediaType || (type.endsWith("/*") && mediaType.startsWith(type.slice(0, -1)));
  if (answer.status !== 200 || !asked.mediaTypes.some(fits)) {
    return { tag: "response", val: await response(answer, "cut short") };
  }
  if (/[/\\\0]|^\.*$/.test(asked.fileName)) throw new Refused(`${asked.fileName} is no name for a file`);
  const file = `${process.env.DOWNLOADS ?? "."}/${asked.fileName}`;
  const hash = createHash("sha256");
  let size = 0n;
  const measured = async function* (chunks) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += BigInt(chunk.length);
      yield chunk;
    }
  };
  await pipeline(answer.body, measured, createWriteStream(`${file}.part`));
  if (size !== (asked.size ?? size)) throw new Error(`${asked.fileName} has ${size} bytes, not ${asked.size}`);
  await rename(`${file}.part`, file);
  return { tag: "downloaded", val: { fileName: asked.fileName, size, mediaType, sha256: hash.digest("hex") } };
}

// A request. Each address is held against the manifest, and the credential goes to no second origin.
async function send({ request, credential, redirects }, signal) {
  const headers = new Headers(request.headers.map(({ name, value }) => [name, value]));
  let { method, body } = request;
  let url = new URL(request.url);
  const first = url.origin;
  for (let hops = 0; hops <= 5; hops += 1) {
    const origin = manifest.origins.find(({ origin }) => matches(origin, url));
    const anywhere = hops > 0 && redirects === "public" && method === "GET" && url.protocol === "https:";
    if (!(origin || anywhere) || url.username) throw new Refused(`the connector may not reach ${url.origin}`);
    if (url.origin !== first || credential === "none" || !origin?.marks.includes("credential")) credential = "none";
    if (credential === "none") headers.delete("authorization");
    else headers.set("authorization", `Bearer ${process.env.ACCESS_TOKEN}`);
    const answer = await fetch(url, { method, headers, body, redirect: "manual", signal });
    const location = answer.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return answer;
    await answer.body?.cancel();
    url = new URL(location, url);
    if (answer.status === 303 || (answer.status < 303 && method === "POST")) {
      [method, body] = ["GET", undefined];
      headers.delete("content-type");
    }
  }
  throw new Refused(`${first} redirects too often`);
}

class Refused extends Error {}

function matches(pattern, url) {
  const [scheme, host] = pattern.split("//");
  const right = host.startsWith("*.") ? url.host.endsWith(host.slice(1)) : url.host === host;
  return url.protocol === scheme && right;
}

// What the connector may see of an answer.
async function response(answer, cutShort) {
  const chunks = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LIMIT) {
      if (cutShort) break;
      throw new Refused("the answer is larger than 16 MiB");
    }
  }
  const secret = ["set-cookie", "authorization"];
  const headers = [...answer.headers].filter(([name]) => !secret.includes(name));
  const body = Buffer.concat(chunks).subarray(0, LIMIT);
  return { status: answer.status, headers: headers.map(([name, value]) => ({ name, value })), body };
}

try {
  const [action, input = "{}"] = process.argv.slice(2);
  console.log(JSON.stringify(await invoke(action, input), null, 2));
} catch (error) {
  const { kind, message } = error.payload ?? error;
  console.error(kind ? `${kind}: ${message}` : error);
  process.exitCode = 1;
}
