// A browser that looks at each page that it comes to: with axe, and with a camera. No page runs
// a script in it: none needs one.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

import puppeteer from "puppeteer-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [360, 820, 1440];
const SCHEMES = ["light", "dark"];

/** At how many pages was looked, how often axe was run on them, and what it has found. */
export const found = { pages: 0, runs: 0, violations: [] };

const chromium = await puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-quic"],
});

export const close = () => chromium.close();

/** A browser of its own, with its own cookies. */
export async function visitor() {
  return beside(await chromium.createBrowserContext());
}

/** Another page of a browser. */
export async function beside(browser) {
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  return page;
}

/** Fails where a page runs a script all the same, or where axe would not see what is wrong. */
export async function tryOut() {
  const page = await visitor();
  await page.goto("data:text/html,<title>off</title><script>document.title = 'on'</script><img src='data:,'>");
  const found = await violations(page);
  await expect(page, "off");
  if (!found.some(({ id }) => id === "image-alt")) throw new Error("axe sees nothing of an image that says nothing");
}

/**
 * Looks at the page: whether the keyboard leads to all of it; axe's rules at each width in each
 * colour scheme, and a picture of it; and the same with all that is folded unfolded.
 */
export async function look(page, name) {
  mkdirSync(process.env.PICTURES, { recursive: true });
  found.pages += 1;
  await tab(page, name);
  await examine(page, name);
  const folded = await page.$$("details:not([open])");
  if (folded.length === 0) return;
  const turn = (open) => Promise.all(folded.map((one) => one.evaluate((one, open) => (one.open = open), open)));
  await turn(true);
  await tab(page, `${name}-unfolded`);
  await examine(page, `${name}-unfolded`);
  await turn(false);
}

/** Fails unless the Tab key leads to all that can be pressed or filled in, in the order of the page. */
async function tab(page, name) {
  await page.bringToFront();
  const wanted = await page.evaluate(() => {
    // From here on, whatever had the focus before.
    document.body.tabIndex = -1;
    document.body.focus();
    const all = document.querySelectorAll("a[href], button, input, select, textarea, summary");
    const shown = [...all].filter((one) => one.type !== "hidden" && one.checkVisibility());
    return shown.map((one) => one.outerHTML);
  });
  for (const [number, one] of wanted.entries()) {
    await page.keyboard.press("Tab");
    const { at, outline } = await page.evaluate(() => ({
      at: document.activeElement.outerHTML,
      outline: getComputedStyle(document.activeElement).outlineStyle,
    }));
    if (at !== one) throw new Error(`${name}: Tab leads to ${at} and not to number ${number}, ${one}`);
    if (outline === "none") throw new Error(`${name}: nothing shows that ${at} has the focus`);
  }
  await page.evaluate(() => document.body.removeAttribute("tabindex"));
}

async function examine(page, name) {
  for (const width of WIDTHS) {
    await page.setViewport({ width, height: 900 });
    for (const scheme of SCHEMES) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const path = `${process.env.PICTURES}/${name}-${width}-${scheme}.png`;
      await page.screenshot({ path, fullPage: true });
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (wider > 0) throw new Error(`${name} is ${wider} pixels too wide at ${width}`);
      for (const { id, help, nodes } of await violations(page)) {
        found.violations.push(`${name} ${width} ${scheme}: ${id}: ${help}: ${nodes[0].html}`);
      }
      found.runs += 1;
    }
  }
}

/** What axe has to say of the page as it is. */
async function violations(page) {
  // It waits by timers, which run where scripts may. What was loaded without them stays so.
  await page.setJavaScriptEnabled(true);
  // In a world of its own: the page's policy lets nothing run in it.
  const client = await page.createCDPSession();
  const { frameTree } = await client.send("Page.getFrameTree");
  const { executionContextId } = await client.send("Page.createIsolatedWorld", {
    frameId: frameTree.frame.id,
    worldName: "axe",
  });
  const run = (expression) =>
    client.send("Runtime.evaluate", {
      expression,
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
    });
  await run(axe);
  const { result } = await run("axe.run().then((found) => JSON.stringify(found.violations))");
  await client.detach();
  await page.setJavaScriptEnabled(false);
  return JSON.parse(result.value);
}

/** Fails unless the page has that title. */
export async function expect(page, title) {
  const its = await page.title();
  if (its !== title) {
    const text = await page.evaluate(() => document.body.innerText);
    throw new Error(`the page is “${its}” and not “${title}”:\n${text}`);
  }
}

/** Presses a button or follows a link by its text, from the keyboard, and waits for what comes. */
export async function press(page, text) {
  const element = await page.$(`::-p-xpath(//*[self::a or self::button][contains(., "${text}")])`);
  if (!element) throw new Error(`there is no “${text}” to press on the page “${await page.title()}”`);
  await element.focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

/** Fills in a field by its label. */
export async function fill(page, label, text) {
  const id = await page.evaluate((label) => {
    const labels = [...document.querySelectorAll("label")];
    return labels.find((one) => one.textContent.trim() === label)?.htmlFor;
  }, label);
  if (!id) throw new Error(`there is no field “${label}”`);
  await page.type(`#${id}`, text);
}
