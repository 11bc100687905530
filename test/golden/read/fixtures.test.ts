/** Real files of others, and the demo stack: what is read from them. Fixtures that are not on this machine are skipped. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { expect, test } from "vitest";
import type { Problem } from "../../../src/model/problem.ts";
import { readTelegraf } from "../../../src/read/config/telegraf/telegraf.ts";
import { Notes } from "../../../src/read/say/say.ts";
import { readStack } from "../../../src/read/stack.ts";

const root = resolve(import.meta.dirname, "../../..");
const fixtures = resolve(root, "../shared/fixtures");
const readable = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

function read(path: string) {
  const files = [{ path, text: readFileSync(path, "utf8") }];
  const found = new Map<string, string | undefined>();
  for (;;) {
    const result = readStack({ files, directory: dirname(path), environment: {}, found });
    if (result.done) return result;
    for (const need of result.needs) found.set(need, readable(need));
  }
}

const errors = (problems: readonly Problem[]) => problems.filter(({ severity }) => severity === "error");

test("the demo stack is read without a word", () => {
  const { stack, problems } = read(resolve(root, "examples/tig/docker-compose.yml"));
  expect(problems).toEqual([]);
  expect(stack.services.map(({ name, role, roleFrom }) => `${name}: ${role}, ${roleFrom}`)).toEqual([
    "mosquitto: broker, image eclipse-mosquitto",
    "influxdb: database, image influxdb",
    "telegraf: ingest, image telegraf",
    "grafana: dashboard, image grafana/grafana",
    "agent: agent, x-edgeward.role",
  ]);
  const [mosquitto, , telegraf, , agent] = stack.services;
  expect(mosquitto?.configs[0]?.sections.map(({ value }) => value)).toEqual(["listener 1883"]);
  expect(telegraf?.configs[0]?.sections.map(({ value }) => value)).toEqual([
    "agent",
    "inputs.mqtt_consumer[0]",
    "inputs.mqtt_consumer[1]",
    "outputs.influxdb[0]",
  ]);
  expect(agent?.publish.map(({ value }) => value)).toEqual(["sensors/host", "Servo", "xenomai"]);
  expect(mosquitto?.ports).toMatchObject([
    { published: 1883, target: 1883, protocol: "tcp", at: { line: 8, column: 9 } },
  ]);
});

test.each([
  ["edgex-jakarta", 19, { core: 11, device: 2, proxy: 1, "secret-store": 1, other: 4 }],
  ["edgex-odessa", 20, { core: 13, device: 2, broker: 1, proxy: 1, "secret-store": 1, other: 2 }],
])("%s is read whole, and only what is not carried out is said", (name, count, roles) => {
  const path = resolve(fixtures, name, "docker-compose.yml");
  if (!existsSync(path)) return;
  const { stack, problems } = read(path);
  expect(errors(problems)).toEqual([]);
  expect(stack.services).toHaveLength(count);
  const counted: Record<string, number> = {};
  for (const { role } of stack.services) counted[role] = (counted[role] ?? 0) + 1;
  expect(counted).toEqual(roles);
  expect(stack.services.every(({ ports }) => ports.every(({ target }) => target > 0))).toBe(true);
});

test.each(["mqtt_consumer.conf", "telegraf-1.20.conf"])("Telegraf's own %s is right by its own rules", (name) => {
  const path = resolve(fixtures, "telegraf", name);
  if (!existsSync(path)) return;
  const notes = new Notes();
  const { sections, settings } = readTelegraf(
    { path: name, text: readFileSync(path, "utf8") },
    "/etc/telegraf/telegraf.conf",
    notes,
  );
  expect(notes.problems).toEqual([]);
  expect(sections.length).toBeGreaterThan(0);
  expect(settings.every(({ at }) => at.line > 1)).toBe(true);
});
