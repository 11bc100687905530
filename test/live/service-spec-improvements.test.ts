/** What we send besides what `docker stack deploy` sends: exactly what docs/swarm-api.md says, and weaker nowhere. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiVersion } from "../../src/model/engine-api.ts";
import type { Beyond } from "../../src/model/swarm.ts";
import { newer } from "../../src/plan/swarm/older-engines.ts";
import { cliVersion } from "./docker-cli/docker-cli.ts";
import { improvementOf, improvements, isTooNew } from "./docker-cli/improvements.ts";
import { type Comparison, compare } from "./docker-cli/parity.ts";

const [major] = await cliVersion();
const directory = mkdtempSync(join(tmpdir(), "edgeward-improved-"));
const file = join(directory, "stack.yml");
const profile = join(directory, "seccomp.json");
afterAll(() => rmSync(directory, { recursive: true, force: true }));

beforeAll(() => {
  writeFileSync(profile, '{"defaultAction":"SCMP_ACT_ERRNO"}');
  writeFileSync(
    file,
    `${major < 25 ? 'version: "3.9"' : ""}
services:
  asks:
    image: app
    ${major < 28 ? "x-" : ""}oom_score_adj: -500
    ports: ["127.0.0.1:5432:5432", "80:80", "192.168.7.1:8000-8001:8000-8001/udp"]
    dns: 10.0.0.53
    cap_drop: [ALL]
    healthcheck: { test: "true"${major < 25 ? "" : ", start_interval: 1s"} }
    volumes:
      - { type: tmpfs, target: /run, tmpfs: { size: 1000, mode: 0750 } }
      - { type: tmpfs, target: /tmp }
  asks-nothing: { image: app }
`,
  );
});

const beyond: ReadonlyMap<string, Beyond> = new Map([
  [
    "asks",
    {
      noNewPrivileges: true,
      seccomp: { mode: "custom", profile },
      appArmor: "disabled",
      seLinux: { type: "svirt_t" },
      tmpfsModes: { "/tmp": 0o1770 },
      groups: ["dialout"],
      dnsOptions: ["ndots:1"],
      oomScoreAdj: -600,
    },
  ],
]);

const asks = ({ objects }: Comparison) => objects.services.find(({ Name }) => Name === "shop_asks");

test("each difference is on the list, and each line of the list shows up", async () => {
  const { differences, objects } = await compare(file, "1.51", beyond);
  expect(differences.filter((difference) => improvementOf(difference, beyond) === undefined)).toEqual([]);
  expect(new Set(differences.map((difference) => improvementOf(difference, beyond)?.field))).toEqual(
    new Set(improvements.map(({ field }) => field)),
  );
  expect(differences.every(({ path }) => path.startsWith("services.asks."))).toBe(true);
  expect(objects.problems).toEqual([]);
});

test("what the API carries arrives in the bits and bytes that were asked for", async () => {
  const container = asks(await compare(file, "1.51", beyond))?.TaskTemplate.ContainerSpec;
  expect(container?.Privileges).toMatchObject({
    NoNewPrivileges: true,
    Seccomp: { Mode: "custom", Profile: { file: profile } },
    AppArmor: { Mode: "disabled" },
    SELinuxContext: { Disable: false, Type: "svirt_t" },
  });
  // What conversion found out goes before what the file says.
  expect(container).toMatchObject({ OomScoreAdj: -600, Groups: ["dialout"], DNSConfig: { Options: ["ndots:1"] } });
  expect(container?.Mounts?.map(({ TmpfsOptions }) => TmpfsOptions?.Mode)).toEqual([0o750, 0o1770]);
});

test("a port that is bound to one address of the host is not opened to everybody, and named", async () => {
  const compared = await compare(file, "1.51", beyond);
  expect(asks(compared)?.EndpointSpec.Ports).toEqual([
    { Protocol: "tcp", TargetPort: 80, PublishedPort: 80, PublishMode: "ingress" },
  ]);
  expect(compared.objects.cannot.map(({ path }) => path.join("."))).toEqual([
    "services.asks.ports.0",
    "services.asks.ports.2",
  ]);
});

test.each<[ApiVersion, readonly string[]]>([
  ["1.41", ["1.44", "1.46"]],
  ["1.44", ["1.46"]],
  ["1.48", []],
  ["1.51", []],
])(
  "from an engine of API %s nothing is asked that it would leave out, and what is missing is named",
  async (api, since) => {
    const compared = await compare(file, api, beyond);
    const { differences, objects } = compared;
    const unmeant = differences.filter(
      (difference) => !improvementOf(difference, beyond) && !isTooNew(difference, api),
    );
    expect(unmeant).toEqual([]);
    const named = new Set(objects.cannot.flatMap((loss) => loss.since ?? []));
    expect([...named].toSorted()).toEqual(since);
    const { OomScoreAdj, Privileges } = asks(compared)?.TaskTemplate.ContainerSpec ?? {};
    expect([Privileges?.NoNewPrivileges, OomScoreAdj]).toEqual([
      since.includes("1.44") ? undefined : true,
      since.includes("1.46") ? undefined : -600,
    ]);
  },
);

const rows = (table: RegExp) => {
  const text = readFileSync(resolve(import.meta.dirname, "../../docs/swarm-api.md"), "utf8");
  const [, section = ""] = table.exec(text) ?? [];
  return [...section.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, field, rest]) => [
    field,
    ...(rest ?? "").split(" | "),
  ]);
};

test("docs/swarm-api.md lists the same", () => {
  const sent = rows(/## What we send besides([\s\S]*?)\n## /);
  expect(sent.map(([field]) => field)).toEqual(improvements.map(({ field }) => field));
  expect(rows(/## What an older engine does not carry([\s\S]*?)\n## /)).toEqual(
    newer.map(({ field, since, weakens }) => [field, since, weakens]),
  );
});
