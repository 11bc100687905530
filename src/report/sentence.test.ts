import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Change, ChangeKind } from "../model/change.ts";
import { serviceName } from "../model/name.ts";
import type { Port } from "../model/stack.ts";
import { sentence } from "./sentence.ts";

const at = { file: "docker-compose.yml", line: 8, column: 9 };
const reason = { measure: "m", why: "w", source: "s" };
const service = serviceName("mosquitto");
const port = (target: number, more: Partial<Port> = {}): Port => ({ target, protocol: "tcp", at, ...more });

const all: Record<ChangeKind, readonly [Change, ...(string | RegExp)[]]> = {
  unpublish: [
    { ...reason, kind: "unpublish", service, port: port(1883, { published: 1883 }) },
    "mosquitto",
    "1883",
    "no longer published",
    "every address",
  ],
  publish: [
    {
      ...reason,
      kind: "publish",
      service,
      port: port(8883, { published: 8883, hostIp: "127.0.0.1" }),
      before: port(1883, { published: 11883 }),
    },
    "8883",
    "127.0.0.1:8883",
    "in place of port 1883",
    "11883 on every address",
  ],
  environment: [
    { ...reason, kind: "environment", service, name: "MQTT_PORT", before: "1883", after: "8883" },
    "MQTT_PORT",
    /from "1883" to "8883"/,
  ],
  setting: [
    {
      ...reason,
      kind: "setting",
      service,
      file: "mosquitto.conf",
      section: "listener 1883",
      key: "allow_anonymous",
      before: "true",
      after: "false",
    },
    "allow_anonymous",
    "mosquitto.conf",
    "listener 1883",
    "from true to false",
  ],
  "drop-section": [
    { ...reason, kind: "drop-section", service, file: "mosquitto.conf", section: "listener 1883" },
    "listener 1883",
    "removed",
    "mosquitto.conf",
  ],
  grant: [{ ...reason, kind: "grant", service, secret: "mosquitto_acl" }, "/run/secrets/mosquitto_acl"],
  "volume-mode": [
    { ...reason, kind: "volume-mode", volume: "data", before: 0o755, after: 0o700 },
    "data",
    "0700",
    "0755",
  ],
};

test.each(Object.entries(all))("the sentence of %s says what it is about", (_, [change, ...facts]) => {
  for (const fact of facts) {
    if (typeof fact === "string") expect(sentence(change)).toContain(fact);
    else expect(sentence(change)).toMatch(fact);
  }
});

test("a secret with a place of its own is named with that place", () => {
  const change: Change = {
    ...reason,
    kind: "grant",
    service,
    secret: "a",
    target: "/docker-entrypoint-initdb.d/a.iql",
  };
  expect(sentence(change)).toContain("/docker-entrypoint-initdb.d/a.iql");
  expect(sentence(change)).not.toContain("/run/secrets");
});

test("what is added has no before, and what goes has no after", () => {
  expect(sentence({ ...reason, kind: "environment", service, name: "A", after: "b" })).toMatch(/is set to "b"$/);
  expect(sentence({ ...reason, kind: "environment", service, name: "A", before: "b" })).toMatch(/removed \(was "b"\)/);
});

test("control characters of a file never reach the terminal", () => {
  const said = sentence({ ...reason, kind: "environment", service, name: "A", after: "\x1b[2Jgone\u202e" });
  expect(said).not.toMatch(/[\p{Cc}\u202e]/u);
});

// Long and odd enough not to occur in a sentence by chance.
const secret = fc.string({ minLength: 7, maxLength: 40 }).map((text) => `Zq7${text}`);
const secretNames = fc
  .tuple(
    fc.constantFrom("", "DB_", "mqtt_", "X"),
    fc.constantFrom("PASSWORD", "password", "PASSWD", "SECRET", "TOKEN", "API_KEY", "CREDENTIAL", "AUTH_TOKEN"),
  )
  .map(([head, tail]) => head + tail);

test("the value of a secret is in no sentence, before or after, alone or in a list", () => {
  fc.assert(
    fc.property(secretNames, secret, secret, fc.boolean(), (name, before, after, inList) => {
      const value = (text: string) => (inList ? [text] : text);
      const changes: readonly Change[] = [
        { ...reason, kind: "environment", service, name, before, after },
        {
          ...reason,
          kind: "setting",
          service,
          file: "f",
          section: "",
          key: name,
          before: value(before),
          after: value(after),
        },
        { ...reason, kind: "environment", service, name, before },
        { ...reason, kind: "environment", service, name, after },
      ];
      for (const change of changes) {
        const said = sentence(change);
        assert.ok(!said.includes(before) && !said.includes(after), said);
      }
    }),
  );
});

test("a password inside an address is in no sentence", () => {
  const change: Change = {
    ...reason,
    kind: "setting",
    service,
    file: "telegraf.conf",
    section: "inputs.mqtt_consumer[0]",
    key: "servers",
    before: ["tcp://me:hunter22@mosquitto:1883"],
    after: ["ssl://mosquitto:8883"],
  };
  expect(sentence(change)).toContain("tcp://me:******@mosquitto:1883");
});
