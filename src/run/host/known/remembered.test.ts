import assert from "node:assert/strict";
import { test } from "vitest";
import type { HostTools } from "../host-tools.ts";
import { emptyHostState } from "./host-state.ts";
import { remembered } from "./remembered.ts";

const at = { file: "--publish", line: 1, column: 1 };
const topic = (value: string) => ({ publish: [{ value, at }], subscribe: [] });
const said = {
  configs: { agent: "/etc/agent", telegraf: "/etc/gone" },
  restarts: { agent: ["restart"] },
  reading: { topics: { agent: topic("Servo") } },
};
const tools = {
  readState: async () => ({ ...emptyHostState, said }),
  engine: {
    look: async (paths: readonly string[]) => paths.filter((path) => path !== "/etc/gone").map((path) => ({ path })),
  },
} as unknown as HostTools;
const nothing = { configs: {}, restarts: {}, reading: {} };
const quiet = new AbortController().signal;

test("what was said once counts again, but for files that are gone", async () => {
  const { configs, restarts, reading } = await remembered(nothing, tools, quiet);
  assert.deepEqual([configs, restarts, reading], [{ agent: "/etc/agent" }, said.restarts, said.reading]);
});

test("what is said now goes before it", async () => {
  const now = { ...nothing, configs: { agent: "/etc/other" }, reading: { topics: { agent: topic("Other") } } };
  const { configs, restarts, reading } = await remembered(now, tools, quiet);
  assert.deepEqual([configs, restarts, reading], [now.configs, said.restarts, now.reading]);
});
