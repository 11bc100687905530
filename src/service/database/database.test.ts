import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "vitest";
import { Fault } from "../../model/fault.ts";
import { passwordLine } from "../broker/testing/a-broker.ts";
import { startDatabase } from "./database.ts";
import { aDatabase } from "./testing/a-database.ts";

const reader = "rita:pw-rita";

test("a port that is taken is named, with a remedy", async () => {
  await using first = await aDatabase();
  const launch = { ...first.launch, listeners: [{ host: "127.0.0.1", port: first.port }] };
  const around = {
    log: { warn() {}, error() {}, info() {} } as never,
    now: Date.now,
    signal: new AbortController().signal,
  };
  await assert.rejects(
    startDatabase(launch, first.store, around),
    (error) => error instanceof Fault && error.code === "port-taken" && error.message.includes(`${first.port}`),
  );
});

test("a user file with a broken line is refused with its place and without the hash", async () => {
  await using first = await aDatabase();
  await writeFile(first.launch.userFile, `${passwordLine("rita")}:read:db\n${passwordLine("walt")}:owner:db\n`);
  await assert.rejects(
    first.service.reload(),
    (error) => error instanceof Fault && error.at?.line === 2 && !error.message.includes("$7$"),
  );
  assert.equal((await first.ask("/query?db=db&q=SHOW+MEASUREMENTS", { as: reader })).status, 200);
});
