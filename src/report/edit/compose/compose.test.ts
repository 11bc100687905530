import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Change } from "../../../model/change.ts";
import { serviceName } from "../../../model/name.ts";
import type { Port, Stack } from "../../../model/stack.ts";
import { aGrant, aPort, aVariable, publishing, reason, unpublishing } from "../../testing/changes.ts";
import { editCompose } from "./compose.ts";
import type { ComposeChange } from "./place.ts";

const path = "docker-compose.yml";

function edit(text: string, changes: readonly Change[], ports: readonly Port[] = []): string {
  const at = { file: path, line: 1, column: 1 };
  const nothing = { environment: [], mounts: [], dependsOn: [], grants: [], configs: [], publish: [], subscribe: [] };
  const service = {
    name: serviceName("a"),
    at,
    role: "other",
    roleFrom: "",
    provider: "embedded",
    ports,
    ...nothing,
  } as const;
  const stack: Stack = { name: "t", files: [path], services: [service], volumes: [], policy: {} };
  const generated = [
    { service: "a", name: "token", parts: [] },
    { service: "b", name: "token", parts: [] },
  ];
  return editCompose([{ path, text }], changes as ComposeChange[], { stack, generated, mounts: [] }).texts[0] ?? "";
}

/** As compose writes it. */
const variable = (inside: string): string => `\${${inside}}`;
const loopback = (port: Port): Change => publishing("a", { ...port, hostIp: "127.0.0.1" }, port);
const mode = (volume: string): Change => ({ ...reason, kind: "volume-mode", volume, after: 0o700 });

test("a port keeps its variable, its quotes and its comment when only the address changes", () => {
  const text = `services:\n  a:\n    ports:\n      - '${variable("P:-80")}:80' # the page\n`;
  expect(edit(text, [loopback(aPort("80:80", 4))])).toBe(text.replace("'$", "'127.0.0.1:$"));
});

test("a port that moves is replaced whole", () => {
  const text = `services:\n  a:\n    ports:\n      - "${variable("P:-1883")}:1883"\n`;
  const before = aPort("1883:1883", 4);
  expect(edit(text, [publishing("a", aPort("127.0.0.1:8883:8883", 4), before)])).toBe(
    'services:\n  a:\n    ports:\n      - "127.0.0.1:8883:8883"\n',
  );
});

test("a port may be moved by one measure and bound by the next", () => {
  const text = 'services:\n  a:\n    ports:\n      - "1883:1883"\n';
  const [before, between] = [aPort("1883:1883", 4), aPort("8883:8883", 4)];
  expect(edit(text, [publishing("a", between, before), loopback(between)])).toContain('- "127.0.0.1:8883:8883"\n');
});

test("the long syntax keeps its other fields", () => {
  const text =
    'services:\n  a:\n    ports:\n      - target: 80\n        published: "80"\n        mode: host\n      - 81:81\n';
  expect(edit(text, [loopback(aPort("80:80", 4))])).toBe(
    text.replace("mode: host\n", 'mode: host\n        host_ip: "127.0.0.1"\n'),
  );
});

test("taking one port out of a range leaves the others", () => {
  const text = 'services:\n  a:\n    ports:\n      - "3000-3002:3000-3002"\n';
  const range = [3000, 3001, 3002].map((port) => aPort(`${port}:${port}`, 4));
  const [first, second] = range;
  const changes = first && second ? [unpublishing("a", first), loopback(second)] : [];
  expect(parse(edit(text, changes, range))).toEqual({
    services: { a: { ports: ["127.0.0.1:3001:3001", "3002:3002"] } },
  });
});

test("the last port takes the list with it, and the comment below the next key stays", () => {
  const text = 'services:\n  a:\n    ports:\n      # the page\n      - "80:80"\n    # its image\n    image: x\n';
  expect(edit(text, [unpublishing("a", aPort("80:80", 5))])).toBe("services:\n  a:\n    # its image\n    image: x\n");
});

test("lists and maps on one line are edited on that line", () => {
  const text = 'services:\n  a: { ports: ["1:1", "2:2", "3:3"], environment: {A: b, C: d} } # all\n';
  const port = { ...aPort("3:3", 2), at: { file: path, line: 2, column: 29 } };
  const changes = [
    unpublishing("a", port),
    aVariable("a", "C", { before: "d" }),
    aVariable("a", "E", { after: "f" }),
    aGrant("a", "a_token"),
  ];
  expect(edit(text, changes)).toBe(
    'services:\n  a: { ports: ["1:1", "2:2"], environment: {A: b, E: f}, secrets: [a_token] } # all\n' +
      "secrets:\n  a_token:\n    file: ./.edgeward/generated/a/token\n",
  );
});

test("variables are set in the form that the file uses, and keep their place", () => {
  expect(
    edit("services:\n  a:\n    environment:\n      - A=1\n      - B\n", [
      aVariable("a", "B", { after: "x" }),
      aVariable("a", "C", { after: "y z" }),
    ]),
  ).toBe('services:\n  a:\n    environment:\n      - A=1\n      - B=x\n      - "C=y z"\n');
  expect(
    edit("services:\n  a:\n    environment:\n      A: 1 # one\n      B:\n", [
      aVariable("a", "A", { after: "2" }),
      aVariable("a", "B", { after: "x" }),
    ]),
  ).toBe("services:\n  a:\n    environment:\n      A: 2 # one\n      B: x\n");
});

test.each([
  "true",
  "no",
  "1e3",
  "0700",
  "",
  " x",
  "a: b",
  "#x",
  "it's",
  '"q"',
  `a$b${variable("c")}`,
  "é\n\u2028",
  "null",
  "~",
  "1_000",
  "- a",
])("the value %j reads back as it is", (value) => {
  for (const text of [
    "services:\n  a:\n    environment:\n      A: 'x'\n",
    "services:\n  a:\n    environment:\n      A: x\n",
  ]) {
    const read = parse(edit(text, [aVariable("a", "A", { before: "x", after: value })]));
    // compose takes `$$` for `$`.
    expect(read.services.a.environment.A).toBe(value.replaceAll("$", "$$$$"));
  }
});

test("a variable that has the value already keeps its line, however it is written", () => {
  for (const text of [
    "services:\n  a:\n    environment:\n      - A=x  y\n",
    "services:\n  a:\n    environment: { A:   'x  y' }\n",
  ]) {
    expect(edit(text, [aVariable("a", "A", { after: "x  y" })])).toBe(text);
  }
});

test("a volume's mode is a string, with or without settings of its own", () => {
  const text =
    "volumes:\n  one: # first\n  two: {}\n  three:\n    driver: local\n  four:\n    x-edgeward:\n      mode: '0755'\n";
  const read = parse(edit(`services: {}\n${text}`, ["one", "two", "three", "four"].map(mode)));
  const own = { "x-edgeward": { mode: "0700" } };
  expect(read.volumes).toEqual({ one: own, two: own, three: { driver: "local", ...own }, four: own });
});

test("dashes stand as they do in the rest of the file", () => {
  const text = "services:\n    a:\n        image: x\n        command:\n        - y\n";
  expect(edit(text, [aGrant("a", "a_token")])).toBe(
    `${text}        secrets:\n        - a_token\nsecrets:\n    a_token:\n        file: ./.edgeward/generated/a/token\n`,
  );
});

test("what is added to a service comes before its extension keys", () => {
  const text = "services:\n  a:\n    image: x\n    x-edgeward:\n      role: agent\n";
  expect(edit(text, [aGrant("a", "a_token", "/t")])).toContain(
    "image: x\n    secrets:\n      - source: a_token\n        target: /t\n    x-edgeward:\n",
  );
});

test("a list and a key that end on the same line both go on in their own place", () => {
  const text = "services:\n  a:\n    environment:\n    - A=1\nvolumes:\n  v:\n";
  expect(edit(text, [aGrant("a", "a_token"), aVariable("a", "B", { after: "2" }), mode("v")])).toBe(
    "services:\n  a:\n    environment:\n    - A=1\n    - B=2\n    secrets:\n    - a_token\nvolumes:\n  v:\n    x-edgeward:\n" +
      '      mode: "0700"\nsecrets:\n  a_token:\n    file: ./.edgeward/generated/a/token\n',
  );
});

test("CRLF and a missing final line end stay", () => {
  const text = "services:\r\n  a:\r\n    environment:\r\n      A: b";
  expect(edit(text, [aVariable("a", "C", { after: "d" })])).toBe(`${text}\r\n      C: d`);
  expect(edit(text, [aVariable("a", "A", { before: "b" })])).toBe("services:\r\n  a:");
});
