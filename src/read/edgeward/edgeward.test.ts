import { expect, test } from "vitest";
import { aService, directory, reading, readingOne } from "../testing/reading.ts";

test.each([
  ["a role that does not exist", aService("    x-edgeward: {role: brokr}\n"), "error bad-value compose.yml:4:24"],
  [
    "a key that x-edgeward does not have",
    aService("    x-edgeward: {rôle: agent}\n"),
    "error unknown-key compose.yml:4:18",
  ],
  ["a filter that is none", aService("    x-edgeward: {publish: [a#]}\n"), "error bad-topic compose.yml:4:28"],
  ["an address that is none", aService("    x-edgeward: {listen: lan}\n"), "error bad-value compose.yml:4:26"],
  ["nothing to collect", aService("    x-edgeward: {collect: {}}\n"), "error wrong-type compose.yml:4:27"],
  [
    "a topic with a wildcard",
    aService("    x-edgeward: {collect: {host: {topic: a/+}}}\n"),
    "error bad-topic compose.yml:4:42",
  ],
  [
    "a reading too often",
    aService("    x-edgeward: {collect: {host: {topic: a, every: 10ms}}}\n"),
    "error bad-value compose.yml:4:52",
  ],
  [
    "records without a layout",
    aService("    x-edgeward: {collect: {records: {topic: a, from: '-'}}}\n"),
    "error missing-key compose.yml:4:37",
  ],
  [
    "lines without a command",
    aService("    x-edgeward: {collect: {lines: {topic: a}}}\n"),
    "error missing-key compose.yml:4:35",
  ],
  [
    "a policy that does not exist",
    `${aService("")}x-edgeward: {policy: {packets: 1}}\n`,
    "error unknown-key compose.yml:4:23",
  ],
  [
    "a packet limit too small to be one",
    `${aService("")}x-edgeward: {policy: {packetLimit: 3}}\n`,
    "error bad-value compose.yml:4:36",
  ],
  [
    "a retention without a unit",
    `${aService("")}x-edgeward: {policy: {retention: 30}}\n`,
    "error bad-value compose.yml:4:34",
  ],
  [
    "a mode that is none",
    `${aService("")}volumes: {v: {x-edgeward: {mode: rwx}}}\n`,
    "error bad-value compose.yml:4:34",
  ],
  ["a zone", aService("    x-edgeward: {zone: core}\n"), "notice not-carried compose.yml:4:24"],
  ["a misspelt x-edgeward", aService("    x-edgewrad: {role: agent}\n"), "notice unknown-key compose.yml:4:5"],
])("%s is said where it stands, with a remedy", (_, text, said) => {
  const read = reading(text);
  expect(read.said).toEqual([said]);
  expect(read.problems[0]?.remedy).toMatch(/^.{8,}[.?]$/);
});

test("x-edgeward says what the rest of the file cannot", () => {
  const { web, stack, said } = readingOne(
    `${aService("    x-edgeward:\n      role: agent\n      provider: system\n      listen: all\n      publish: a/b\n      subscribe: [c/#]\n      collect:\n        host: {topic: t/host, every: 500ms}\n        records: {topic: Servo, from: ./servo.bin, layout: ../layout.json}\n        lines: {topic: lat, command: [sh, ./run.sh, -T]}\n")}x-edgeward:\n  policy: {packetLimit: 256kb, connectionLimit: 100, queueLimit: 50, retention: 30d}\nvolumes:\n  data: {x-edgeward: {mode: "0700"}}\n`,
  );
  expect(said).toEqual([]);
  expect(web).toMatchObject({
    role: "agent",
    roleFrom: "x-edgeward.role",
    provider: "system",
    listen: { value: "0.0.0.0", at: { line: 7, column: 15 } },
    publish: [{ value: "a/b" }],
    subscribe: [{ value: "c/#" }],
    collect: {
      host: { topic: "t/host", everyMs: 500 },
      records: { topic: "Servo", from: `${directory}/servo.bin`, layout: "/srv/layout.json" },
      lines: { topic: "lat", command: ["sh", `${directory}/run.sh`, "-T"] },
    },
  });
  expect(stack.policy).toEqual({
    packetLimitBytes: 262_144,
    connectionLimit: 100,
    queueLimit: 50,
    retentionS: 2_592_000,
  });
  expect(stack.volumes).toEqual([{ name: "data", mode: 0o700, at: { file: "compose.yml", line: 17, column: 3 } }]);
});

test("standard input stays what it is", () => {
  const { web } = readingOne(aService("    x-edgeward: {collect: {records: {topic: a, from: '-', layout: l.json}}}\n"));
  expect(web.collect?.records?.from).toBe("-");
});

test("an agent publishes what it collects, else what its variables name", () => {
  const collects = readingOne(
    aService("    x-edgeward: {role: agent, collect: {host: {topic: h}, lines: {topic: l, command: [x]}}}\n"),
  );
  expect(collects.web.publish.map(({ value }) => value)).toEqual(["h", "l"]);
  const told = readingOne(
    "services: {web: {image: x/y, environment: {MQTT_HOST: b, MQTT_TOPIC: 'a/b,c', MQTT_SUBSCRIBE_TOPIC: set/#}}}",
  );
  expect(told.web).toMatchObject({
    role: "agent",
    publish: [{ value: "a/b" }, { value: "c" }],
    subscribe: [{ value: "set/#" }],
  });
});
