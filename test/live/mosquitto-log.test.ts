/** What can be read off the log of Debian's own mosquitto, in every form that its settings give it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { onTestFinished, test } from "vitest";
import { loginsIn } from "../../src/engine/local/program/mosquitto/logins.ts";
import { eventually, freePort } from "./a-stack.ts";

/** @returns its log after ann came and stays, bob came and went, and cyd came for a session that waits, and broke off */
async function logged(settings: readonly string[], TZ: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-log-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const port = await freePort();
  const [conf, log] = [join(directory, "conf"), join(directory, "log")];
  const own = [
    `user ${userInfo().username}`,
    `listener ${port} 127.0.0.1`,
    "allow_anonymous true",
    `log_dest file ${log}`,
  ];
  await writeFile(conf, `${[...own, ...settings].join("\n")}\n`);
  const broker = spawn("mosquitto", ["-c", conf], { stdio: "ignore", env: { ...process.env, TZ } });
  onTestFinished(async () => {
    if (broker.exitCode !== null || broker.signalCode !== null) return;
    broker.kill();
    await once(broker, "exit");
  });
  const enter = (username: string, clean: boolean) =>
    connectAsync(
      `mqtt://127.0.0.1:${port}`,
      { username, clientId: `of ${username}`, clean, reconnectPeriod: 0 },
      false,
    );
  const ann = await eventually("mosquitto", () => enter("ann", true).catch(() => undefined));
  const cyd = await enter("cyd", false);
  cyd.stream.destroy();
  await (await enter("bob", true)).endAsync();
  // Told of nothing that came later, it has written of all that was before.
  await (await enter("last", true)).endAsync();
  const text = await readFile(log, "utf8");
  await ann.endAsync();
  return text;
}

const users = new Set(["ann", "bob", "cyd"]);

test.each([
  ["as it comes", [], "UTC"],
  ["as its manual has it, in our time zone", ["log_timestamp_format %Y-%m-%dT%H:%M:%S"], process.env.TZ ?? ""],
  ["as we have it, in another time zone", ["log_timestamp_format %Y-%m-%dT%H:%M:%S%z"], "Asia/Kolkata"],
])("%s, the log says who came when, and who is there", async (_, settings, zone) => {
  const from = Date.now();
  const text = await logged(settings, zone);
  const seen = loginsIn(text, users);
  assert.deepEqual(
    seen?.map(({ user, client, isConnected, isAwaited }) => [user, client, isConnected, isAwaited]),
    [
      ["ann", "of ann", true, false],
      ["cyd", "of cyd", false, true],
      ["bob", "of bob", false, false],
    ],
    text,
  );
  for (const { atMs = 0 } of seen ?? [])
    assert.ok(atMs >= from && atMs <= Date.now() + 1000, `${atMs} ${from}\n${text}`);
});

test.each([
  ["connection_messages false"],
  ["log_timestamp false"],
  ["log_timestamp_format %H:%M"],
  ["log_type error"],
  ["log_type information"],
  ["log_type notice"],
])("with %s, nobody can say", async (setting) => {
  const text = await logged([setting], "UTC");
  assert.equal(loginsIn(text, users), undefined, text);
});
