/** The console's page in a real browser: what a person sees, and hears read out, when values come, the database goes, and comes again. */
import assert from "node:assert/strict";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, test, vi } from "vitest";
import { until } from "../../src/service/agent/testing/until.ts";
import { aConsole, password, type Scene } from "./console-scene.ts";

/** Deadlines for what is waited for; nothing is asserted of how long it takes. */
const waitMs = 45_000;
vi.setConfig({ testTimeout: 180_000 });
let browser: Browser;
beforeAll(async () => {
  // The system's browser is of this machine, and plays in a process of its own; as root it has no sandbox.
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium-headless-shell",
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
});
afterAll(() => browser?.close());

interface Looking extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of, answers that were no success apart. */
  readonly complaints: string[];
  /** Whatever was asked of anybody but the console. */
  readonly elsewhere: string[];
}

async function look(scene: Scene): Promise<Looking> {
  // Who vouches for the console is held against openssl's rules elsewhere; here its certificate is a test's.
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 400, height: 800 } });
  context.setDefaultTimeout(waitMs);
  await context.addInitScript(`document.addEventListener("securitypolicyviolation", (violation) =>
    console.error("violation of " + violation.violatedDirective + " by " + violation.blockedURI));`);
  const page = await context.newPage();
  // Its time passes as ours does, and a test can make it jump.
  await page.clock.install();
  const [complaints, elsewhere]: [string[], string[]] = [[], []];
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    const isAnswer = /^Failed to load resource: the server responded with a status of (401|502|504)/.test(
      message.text(),
    );
    if (message.type() === "error" && !isAnswer) complaints.push(message.text());
  });
  const own = `https://localhost:${scene.port}/`;
  page.on("request", (request) => {
    if (!request.url().startsWith(own)) elsewhere.push(request.url());
  });
  await page.goto(own);
  return { page, context, complaints, elsewhere, [Symbol.asyncDispose]: () => context.close() };
}

/** By the keyboard alone. */
async function signIn(page: Page, word = password): Promise<void> {
  await page.getByLabel("Name").and(page.locator(":focus")).waitFor();
  await page.keyboard.type("admin");
  await page.keyboard.press("Tab");
  await page.keyboard.type(word);
  await page.keyboard.press("Enter");
}

const point = (values: string, agoMs = 0) => `host,host=edge-1 ${values} ${Date.now() - agoMs}000000`;
const chart = (page: Page, field: string) => page.getByRole("img", { name: `Line chart of ${field} of host` });

/** How many points of a chart are no shade of grey: what is drawn of its lines. */
const coloured = (page: Page, field: string): Promise<number> =>
  page.evaluate(`(() => {
    const canvas = document.querySelector('[role=img][aria-label^="Line chart of ${field} of host"] canvas');
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && Math.abs(data[i] - data[i + 2]) > 100) count++;
    return count;
  })()`);

const hide = (page: Page, isHidden: boolean): Promise<unknown> =>
  page.evaluate(`Object.defineProperty(document, "hidden", { configurable: true, get: () => ${isHidden} });
    document.dispatchEvent(new Event("visibilitychange"));`);

test("from nothing to a chart that follows, and back to the door", async () => {
  await using scene = await aConsole();
  await using looking = await look(scene);
  const { page } = looking;
  await signIn(page, "wrong");
  await page.getByRole("alert").getByText("The name or the password is wrong.").waitFor();
  await page.getByLabel("Password").and(page.locator(":focus")).waitFor();
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.getByText("No data yet").waitFor();

  const before = Array.from({ length: 90 }, (_, i) =>
    point(`cpu_percent=${30 + (i % 10)},door="shut"`, 5_000 + i * 1000),
  );
  await scene.influx.write(before.join("\n"));
  await page.getByRole("heading", { name: "host", exact: true }).waitFor();
  await chart(page, "cpu_percent").waitFor();
  await page.getByText("30 %", { exact: true }).waitFor();
  await page.getByRole("cell", { name: "shut" }).waitFor();
  const described = (await chart(page, "cpu_percent").getAttribute("aria-label")) ?? "";
  assert.match(described, /over the last 15 min: host=edge-1 last [\d.]+ %, lowest 30 %, highest 39 %\.$/);
  await until("lines are drawn", async () => (await coloured(page, "cpu_percent")) > 50);

  await scene.influx.write(point('cpu_percent=77.25,door="open"'));
  await page.getByText("77.25 %", { exact: true }).waitFor();
  await page.getByRole("cell", { name: "open" }).waitFor();
  await page.getByRole("img", { name: /highest 77\.25 %/ }).waitFor();

  // The window, by the keyboard: it stands in the address, and what is asked for is it.
  await page.getByRole("radio", { name: "the last 15 min" }).focus();
  const asked = page.waitForRequest((request) => request.url().includes("window=1h"));
  await page.keyboard.press("ArrowRight");
  await asked;
  await page.getByRole("img", { name: /over the last 60 min/ }).waitFor();
  assert.match(page.url(), /#1h$/);

  const isTooWide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
  assert.equal(isTooWide, false, "400 pixels are enough");
  await page.getByRole("button", { name: "Sign out" }).press("Enter");
  await page.getByText("You are signed out.").waitFor();
  assert.equal((await looking.context.cookies()).length, 0);
  await page.goBack().catch(() => null);
  await page.goto(`https://localhost:${scene.port}/`);
  await page.getByLabel("Password").waitFor();
  assert.deepEqual([looking.complaints, looking.elsewhere], [[], []]);
  for (const secret of scene.secrets) assert.ok(!scene.player.said().includes(secret));
});

test("a series that has gone silent is told; a database that is away, too, and the picture stays until it is back", async () => {
  await using scene = await aConsole();
  const old = Array.from({ length: 30 }, (_, i) => `host,host=edge-2 cpu=1 ${Date.now() - 120_000 - i * 1000}000000`);
  const fresh = Array.from({ length: 30 }, (_, i) => `host,host=edge-1 cpu=${5 + i} ${Date.now() - i * 1000}000000`);
  await scene.influx.write([...old, ...fresh].join("\n"));
  await using looking = await look(scene);
  const { page } = looking;
  await signIn(page);
  await page.getByText(/silent: last seen 2 min ago, usually every 1 s/).waitFor();
  await page.getByText("1 silent").waitFor();
  await chart(page, "cpu").waitFor();

  await scene.influx.stop();
  await page
    .getByRole("alert")
    .getByText(/The database at .* does not answer/)
    .waitFor();
  assert.equal(await chart(page, "cpu").count(), 1, "the last picture stays");
  assert.ok((await coloured(page, "cpu")) > 10);
  await scene.influx.start();
  await page.getByRole("status").getByText("live").waitFor();
  await page.getByRole("alert").getByText("does not answer").waitFor({ state: "detached" });

  await page.getByRole("combobox", { name: "host" }).selectOption("edge-2");
  await page.getByRole("img", { name: /: host=edge-2 last 1, lowest 1, highest 1\.$/ }).waitFor();

  await scene.file("password", "another-password-of-people");
  await page.getByText("Your session has ended. Please sign in again.").waitFor();
  assert.deepEqual([looking.complaints, looking.elsewhere], [[], []]);
});

test("a page that nobody looks at asks for nothing", async () => {
  await using scene = await aConsole();
  await scene.influx.write(point("cpu=1"));
  await using looking = await look(scene);
  const { page } = looking;
  await signIn(page);
  await chart(page, "cpu").waitFor();
  await hide(page, true);
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().includes("/api/")) asked++;
  });
  for (let minute = 0; minute < 10; minute++) {
    await page.clock.runFor(60_000);
    await page.evaluate(`fetch("healthz").then((answer) => answer.text())`);
  }
  // Whatever had been waiting to ask when the page was hidden: three feeds, a question each.
  assert.ok(asked <= 3, `${asked} questions in ten minutes`);
  const again = page.waitForRequest(/\/api\/history/);
  await hide(page, false);
  await again;
});
