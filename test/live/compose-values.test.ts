/** The grammar of values, judged by the docker CLI: what we read in a value is what it reads, and what we refuse it refuses. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { parseGoDuration } from "../../src/compose/amount/duration.ts";
import { modeOf } from "../../src/compose/amount/mode.ts";
import { parseSize } from "../../src/compose/amount/size.ts";
import { pairsOf } from "../../src/compose/env-list.ts";
import { parseExtraHost } from "../../src/compose/field/extra-host.ts";
import { mountOf } from "../../src/compose/mount/long-mount.ts";
import { portsOf } from "../../src/compose/port/long-port.ts";
import { valuesOf } from "../../src/compose/testing/values.ts";
import { textAt } from "../../src/model/node.ts";
import { stackConfig } from "./docker-cli/docker-cli.ts";

type Service = Readonly<Record<string, unknown>>;

const nowhere = { file: "", line: 1, column: 1 };
const scalarOf = (yaml: string) => valuesOf(`[${yaml}]`)[0] ?? textAt("", nowhere);

/** What the CLI makes of services that each have the given lines; its own words when it refuses the file. */
async function judged(bodies: readonly string[]): Promise<readonly Service[] | string> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-values-"));
  try {
    const services = bodies.map((body, i) => `  s${i}:\n    image: x\n    ${body}\n`);
    const file = join(directory, "stack.yml");
    const rest = "volumes: { data: {} }\nsecrets: { s: { external: true } }\n";
    await writeFile(file, `version: "3.9"\nservices:\n${services.join("")}${rest}`);
    const { accepted, said, text } = await stackConfig(file);
    if (!accepted) return said;
    const read = parse(text ?? "") as { services: Readonly<Record<string, Service>> };
    return bodies.map((_, i) => read.services[`s${i}`] ?? {});
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const digits = fc.nat(99_999);
const durations = fc
  .array(fc.tuple(digits, fc.constantFrom("ns", "us", "ms", "s", "m", "h", ".5s", ".25m")), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.map(([count, unit]) => `${count}${unit}`).join(""));
const sizes = fc
  .tuple(digits, fc.constantFrom("", "b", "k", "KB", "m", "MiB", ".5g", " g", ".125kb"))
  .map(([count, unit]) => `${count}${unit}`);
const port = fc.integer({ min: 1, max: 65_000 });
const range = fc.tuple(port, fc.nat(5)).map(([first, more]) => (more === 0 ? `${first}` : `${first}-${first + more}`));
const ports = fc.oneof(
  range,
  fc.tuple(port, port, fc.nat(4)).map(([host, target, n]) => `${host}-${host + n}:${target}-${target + n}`),
  fc.tuple(range, port).map(([host, target]) => `${host}:${target}/udp`),
  port.map((target) => `0:${target}`),
);
const numbers = fc.oneof(
  fc.constantFrom(
    "0700",
    "1_000",
    "0b101",
    "0o17",
    "0x1F",
    "1.50",
    "1e3",
    "1000000.0",
    "yes",
    "~",
    "1e-7",
    "-0",
    "+5",
    '"07"',
    "08",
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
);
const modes = fc.oneof(
  fc.nat(0o7777).map((mode) => `0${mode.toString(8)}`),
  fc.nat(0o7777).map(String),
  fc.nat(0o777).map((mode) => `0o${mode.toString(8)}`),
);
const path = fc.stringMatching(/^\/[a-z]{1,4}(\/[a-z]{1,4})?$/);
const mounts = fc.oneof(
  path,
  fc
    .tuple(
      fc.constantFrom("/host", "/host/a"),
      path,
      fc.constantFrom("", ":ro", ":rw", ":ro,rw", ":rshared", ":rw,slave"),
    )
    .map(([source, target, options]) => `${source}:${target}${options}`),
  fc.tuple(path, fc.constantFrom("", ":ro", ":nocopy", ":z")).map(([target, options]) => `data:${target}${options}`),
);
const hosts = fc
  .tuple(
    fc.stringMatching(/^[a-z]{1,8}$/),
    fc.constantFrom("=", ":"),
    fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant("[::1]")),
  )
  .map((parts) => parts.join(""));

const batch = fc.array(
  fc.record({
    duration: durations,
    size: sizes,
    ports: fc.array(ports, { minLength: 1, maxLength: 3 }),
    number: numbers,
    mode: modes,
    mount: mounts,
    host: hosts,
  }),
  { minLength: 20, maxLength: 20 },
);

test("what we read in a value is what the docker CLI reads", async () => {
  await fc.assert(
    fc.asyncProperty(batch, async (values) => {
      const services = await judged(
        values.map(
          ({ duration, size, ports, number, mode, mount, host }) =>
            `stop_grace_period: "${duration}"
    deploy: { resources: { limits: { memory: "${size}" } } }
    ports: ${JSON.stringify([...new Set(ports)])}
    environment: { A: ${number} }
    secrets: [{ source: s, mode: ${mode} }]
    volumes: ["${mount}"]
    extra_hosts: ["${host}"]`,
        ),
      );
      if (typeof services === "string") throw new Error(`the CLI refuses what we take: ${services}`);
      values.forEach((value, i) => {
        expect([value, theirs(services[i] ?? {})]).toEqual([value, ours(value)]);
      });
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

/** In one form that both sides can be brought into. */
function theirs(service: Service) {
  const {
    deploy,
    environment,
    secrets,
    volumes,
    extra_hosts: hosts,
    ports,
    stop_grace_period: grace,
  } = service as never as {
    deploy: { resources: { limits?: { memory?: string } } };
    environment: { A: string | null };
    secrets: readonly { mode?: number }[];
    volumes: readonly {
      type: string;
      source?: string;
      target: string;
      read_only?: boolean;
      bind?: unknown;
      volume?: unknown;
    }[];
    extra_hosts: readonly string[];
    ports: readonly { target: number; published?: number; protocol: string }[];
    stop_grace_period: string;
  };
  return {
    ns: parseGoDuration(grace),
    bytes: Number(deploy.resources.limits?.memory ?? 0),
    ports: ports.map(({ target, published = 0, protocol }) => `${published}:${target}/${protocol}`).toSorted(),
    value: environment.A,
    mode: secrets[0]?.mode,
    mount: volumes.map(({ type, source = "", target, read_only: isReadOnly = false, bind = {}, volume = {} }) => [
      type,
      source,
      target,
      isReadOnly,
      bind,
      volume,
    ]),
    host: hosts[0],
  };
}

function ours(value: {
  duration: string;
  size: string;
  ports: readonly string[];
  number: string;
  mode: string;
  mount: string;
  host: string;
}) {
  const mount = mountOf(textAt(value.mount, nowhere));
  const mode = scalarOf(value.mode);
  const host = parseExtraHost(value.host);
  if (typeof mount === "string" || typeof host === "string") throw new Error(`${mount} ${host}`);
  const { type, source = "", target, readOnly, bind, volume } = mount;
  const propagation = bind?.propagation === undefined ? {} : { propagation: bind.propagation };
  return {
    ns: parseGoDuration(value.duration),
    bytes: parseSize(value.size),
    ports: [...new Set(value.ports)].flatMap((text) => portTexts(text)).toSorted(),
    value: pairsOf(scalarOf(`{ A: ${value.number} }`))[0]?.value,
    mode: mode.kind === "scalar" ? modeOf(mode) : undefined,
    mount: [[type, source, target, readOnly, propagation, volume?.nocopy ? { nocopy: true } : {}]],
    host: `${host.host}:${host.addresses[0]}`,
  };
}

/** Where Compose chooses one of several ports, a swarm publishes them all. */
function portTexts(text: string): readonly string[] {
  const ports = portsOf(textAt(text, nowhere));
  if (typeof ports === "string") throw new Error(`${text} ${ports}`);
  return ports.flatMap(({ target, published = 0, publishedTo = published, protocol }) =>
    Array.from({ length: publishedTo - published + 1 }, (_, i) => `${published + i}:${target}/${protocol}`),
  );
}

test.each([
  ["a duration", "1d", parseGoDuration, (text: string) => `stop_grace_period: "${text}"`],
  ["a duration", "10", parseGoDuration, (text: string) => `stop_grace_period: "${text}"`],
  ["a duration", "1h 5m", parseGoDuration, (text: string) => `stop_grace_period: "${text}"`],
  ["a duration", "2562048h", parseGoDuration, (text: string) => `stop_grace_period: "${text}"`],
  ["a size", "5 ki", parseSize, (text: string) => `deploy: { resources: { limits: { memory: "${text}" } } }`],
  ["a size", "-5m", parseSize, (text: string) => `deploy: { resources: { limits: { memory: "${text}" } } }`],
  ["a size", "1e", parseSize, (text: string) => `deploy: { resources: { limits: { memory: "${text}" } } }`],
  ["a port", "80:a", portOf, (text: string) => `ports: ["${text}"]`],
  ["a port", "70000:80", portOf, (text: string) => `ports: ["${text}"]`],
  ["a port", "80-82:80-81", portOf, (text: string) => `ports: ["${text}"]`],
  ["a port", "localhost:80:80", portOf, (text: string) => `ports: ["${text}"]`],
  ["a port", "80/http", portOf, (text: string) => `ports: ["${text}"]`],
  ["a port", "1:2:3:4", portOf, (text: string) => `ports: ["${text}"]`],
  ["a volume", "ab::/b", volumeOf, (text: string) => `volumes: ["${text}"]`],
  ["a volume", "/a:/b:ro:x", volumeOf, (text: string) => `volumes: ["${text}"]`],
])("%s that the CLI refuses, we refuse: %s", async (_, text, read, body) => {
  expect(read(text)).toBeUndefined();
  expect(await judged([body(text)])).toEqual(expect.any(String));
});

function portOf(text: string) {
  const ports = portsOf(textAt(text, nowhere));
  return typeof ports === "string" ? undefined : ports;
}

function volumeOf(text: string) {
  const mount = mountOf(textAt(text, nowhere));
  return typeof mount === "string" ? undefined : mount;
}
