/** Files → the tree that they make together, for each rule of the Compose Specification's chapter "Merge and override". */
import { expect, test } from "vitest";
import { readingProject } from "../../../../src/read/testing/reading.ts";

/** What becomes of service `a`, which several files define. */
function merged(...bodies: readonly string[]): unknown {
  const texts = bodies.map((body, i) => [
    `${i}.yml`,
    i === 0 ? `services: { a: ${body} }\n${rest}` : `services: { a: ${body} }`,
  ]);
  const { at, problems } = readingProject(Object.fromEntries(texts));
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  const { image, ...service } = at("services", "a") as Record<string, unknown>;
  return image === "x" ? service : { image, ...service };
}

const rest = `
volumes: { one: , two: }
networks: { n: , m: }
secrets: { s: { file: ./s } , t: { file: ./t } }
configs: { c: { file: ./c } , d: { file: ./d } }
models: { l: { model: x }, k: { model: x } }
`;

test.each<readonly [string, readonly string[], unknown]>([
  ["a map gets what it lacks", ["{image: x, labels: {a: 1}}", "{labels: {b: 2}}"], { labels: { a: 1, b: 2 } }],
  ["a single value is replaced", ["{image: x, user: a}", "{user: b}"], { user: "b" }],
  ["an empty value changes nothing", ["{image: x, user: a}", "{user: }"], { user: "a" }],
  ["a list is appended to", ["{image: x, group_add: [a]}", "{group_add: [b]}"], { group_add: ["a", "b"] }],
  [
    "a single address is a list of one",
    ["{image: x, dns: 1.1.1.1}", "{dns: [8.8.8.8]}"],
    { dns: ["1.1.1.1", "8.8.8.8"] },
  ],
  ["a command is replaced", ["{image: x, command: [a, b]}", "{command: [c]}"], { command: ["c"] }],
  ["a command is replaced by a text", ["{image: x, command: [a, b]}", "{command: c d}"], { command: "c d" }],
  ["a command is taken away", ["{image: x, command: [a, b]}", "{command: }"], { command: null }],
  ["an entrypoint is replaced", ["{image: x, entrypoint: [a, b]}", "{entrypoint: [c]}"], { entrypoint: ["c"] }],
  [
    "a health check's test is replaced, and the rest of it stays",
    ["{image: x, healthcheck: {test: [CMD, a], interval: 5s}}", "{healthcheck: {test: [CMD, b], retries: 2}}"],
    { healthcheck: { test: ["CMD", "b"], interval: "5s", retries: 2 } },
  ],
  [
    "volumes are told apart by target",
    ["{image: x, volumes: ['one:/w']}", "{volumes: ['two:/w', 'one:/v']}"],
    { volumes: ["two:/w", "one:/v"] },
  ],
  [
    "so are volumes in the long syntax",
    ["{image: x, volumes: ['one:/w']}", "{volumes: [{type: volume, source: two, target: /w/}]}"],
    { volumes: [{ type: "volume", source: "two", target: "/w/" }] },
  ],
  [
    "secrets are told apart by target",
    ["{image: x, secrets: [s]}", "{secrets: [{source: t, target: /run/secrets/s}, s]}"],
    { secrets: ["s"] },
  ],
  ["configs are told apart by target", ["{image: x, configs: [c]}", "{configs: [c, d]}"], { configs: ["c", "d"] }],
  [
    "ports are told apart by all of address, ports and protocol",
    ["{image: x, ports: ['80:80', '53:53/udp']}", "{ports: ['80:80', '127.0.0.1:80:80', '53:53', '81:80']}"],
    { ports: ["80:80", "53:53/udp", "127.0.0.1:80:80", "53:53", "81:80"] },
  ],
  [
    "a port in the long syntax goes over the same one in the short",
    ["{image: x, ports: ['80:80/tcp']}", "{ports: [{target: 80, published: '80', mode: host}]}"],
    { ports: [{ target: 80, published: "80", mode: "host" }] },
  ],
  [
    "a port that a range has is not had twice",
    ["{image: x, ports: ['80-82:80-82']}", "{ports: ['81:81']}"],
    { ports: ["80-82:80-82"] },
  ],
  [
    "environment lists merge by name",
    ["{image: x, environment: [A=1, B=2]}", "{environment: [B=3, C]}"],
    { environment: ["A=1", "B=3", "C"] },
  ],
  [
    "environment maps merge by name",
    ["{image: x, environment: {A: 1, B: 2}}", "{environment: {B: 3}}"],
    { environment: { A: 1, B: 3 } },
  ],
  [
    "a name without value goes over a value",
    ["{image: x, environment: {A: 1}}", "{environment: {A: }}"],
    { environment: { A: null } },
  ],
  [
    "environment merges by name in either form",
    ["{image: x, environment: [A=1, B=2]}", "{environment: {B: 3}}"],
    { environment: { A: "1", B: 3 } },
  ],
  [
    "labels merge by name in either form",
    ["{image: x, labels: {a: b, c: d}}", "{labels: [c=e]}"],
    { labels: { a: "b", c: "e" } },
  ],
  [
    "labels of a deployment do",
    ["{image: x, deploy: {labels: [a=b]}}", "{deploy: {labels: [a=c]}}"],
    { deploy: { labels: ["a=c"] } },
  ],
  ["annotations do", ["{image: x, annotations: [a=b]}", "{annotations: {a: c}}"], { annotations: { a: "c" } }],
  ["kernel settings do", ["{image: x, sysctls: [a.b=1]}", "{sysctls: {a.b: 2}}"], { sysctls: { "a.b": 2 } }],
  ["capabilities are had once", ["{image: x, cap_add: [A, B]}", "{cap_add: [B, C]}"], { cap_add: ["A", "B", "C"] }],
  [
    "security options are had once",
    ["{image: x, security_opt: [a, b]}", "{security_opt: [b, c]}"],
    { security_opt: ["a", "b", "c"] },
  ],
  ["exposed ports are had once", ["{image: x, expose: [80]}", "{expose: ['80', 81]}"], { expose: ["80", 81] }],
  [
    "devices are told apart by target",
    ["{image: x, devices: ['/dev/a:/dev/x']}", "{devices: ['/dev/b:/dev/x', /dev/c]}"],
    { devices: ["/dev/b:/dev/x", "/dev/c"] },
  ],
  ["build: short, then long", ["{build: ./a}", "{build: {target: t}}"], { build: { context: "./a", target: "t" } }],
  [
    "build: long, then short",
    ["{build: {context: ./a, target: t}}", "{build: ./b}"],
    { build: { context: "./b", target: "t" } },
  ],
  [
    "build arguments merge by name",
    ["{build: {context: ., args: [A=1]}}", "{build: {args: {A: 2, B: 3}}}"],
    { build: { context: ".", args: { A: 2, B: 3 } } },
  ],
  [
    "networks in either form",
    ["{image: x, networks: [n]}", "{networks: {m: {aliases: [b]}}}"],
    { networks: { n: null, m: { aliases: ["b"] } } },
  ],
  ["networks in lists", ["{image: x, networks: [n]}", "{networks: [m, n]}"], { networks: ["n", "m"] }],
  [
    "aliases are had once",
    ["{image: x, networks: {n: {aliases: [a]}}}", "{networks: {n: {aliases: [a, b]}}}"],
    { networks: { n: { aliases: ["a", "b"] } } },
  ],
  [
    "models in either form",
    ["{image: x, models: [l]}", "{models: {k: {endpoint_var: E}}}"],
    { models: { l: {}, k: { endpoint_var: "E" } } },
  ],
  [
    "ulimits are replaced one by one",
    ["{image: x, ulimits: {nproc: 1, nofile: {soft: 1, hard: 2}}}", "{ulimits: {nofile: 9}}"],
    { ulimits: { nproc: 1, nofile: 9 } },
  ],
  [
    "logging options of one driver merge",
    ["{image: x, logging: {driver: d, options: {a: b}}}", "{logging: {options: {c: d}}}"],
    { logging: { driver: "d", options: { a: "b", c: "d" } } },
  ],
  [
    "those of another driver do not",
    ["{image: x, logging: {driver: d, options: {a: b}}}", "{logging: {driver: e}}"],
    { logging: { driver: "e" } },
  ],
  [
    "hosts of both stand",
    ["{image: x, extra_hosts: ['a=1.1.1.1']}", "{extra_hosts: ['a=1.1.1.1', 'a=2.2.2.2']}"],
    { extra_hosts: ["a=1.1.1.1", "a=2.2.2.2"] },
  ],
  [
    "hosts in maps keep both addresses",
    ["{image: x, extra_hosts: {a: 1.1.1.1}}", "{extra_hosts: {a: 2.2.2.2, b: 3.3.3.3}}"],
    { extra_hosts: { a: ["1.1.1.1", "2.2.2.2"], b: "3.3.3.3" } },
  ],
  [
    "hosts in either form",
    ["{image: x, extra_hosts: {a: 1.1.1.1}}", "{extra_hosts: ['b=3.3.3.3']}"],
    { extra_hosts: ["a=1.1.1.1", "b=3.3.3.3"] },
  ],
  [
    "tmpfs: one text is a list of one",
    ["{image: x, tmpfs: /run}", "{tmpfs: [/tmp, /run]}"],
    { tmpfs: ["/run", "/tmp"] },
  ],
  [
    "three files go over each other in their order",
    ["{image: x, user: a, group_add: [a]}", "{user: b, group_add: [b]}", "{group_add: [c]}"],
    { user: "b", group_add: ["a", "b", "c"] },
  ],
  ["!reset takes away a list", ["{image: x, ports: ['80:80'], user: a}", "{ports: !reset []}"], { user: "a" }],
  [
    "!reset takes away one variable",
    ["{image: x, environment: {A: 1, B: 2}}", "{environment: {A: !reset null}}"],
    { environment: { B: 2 } },
  ],
  ["!reset ignores its own value", ["{image: x, command: a}", "{command: !reset b}"], {}],
  ["!reset in the first file is gone", ["{image: x, command: !reset b}"], {}],
  [
    "!reset on an item adds nothing",
    ["{image: x, ports: ['80:80']}", "{ports: [!reset '82:82', '81:81']}"],
    { ports: ["80:80", "81:81"] },
  ],
  [
    "what was reset can be said again",
    ["{image: x, ports: ['80:80']}", "{ports: !reset []}", "{ports: ['81:81']}"],
    { ports: ["81:81"] },
  ],
  ["!override stands alone", ["{image: x, ports: ['80:80']}", "{ports: !override ['81:81']}"], { ports: ["81:81"] }],
  [
    "after !override, the next file merges again",
    ["{image: x, ports: ['80:80']}", "{ports: !override ['81:81']}", "{ports: ['82:82']}"],
    { ports: ["81:81", "82:82"] },
  ],
  ["!override replaces a whole service", ["{image: x, user: a}", "!override {image: y}"], { image: "y" }],
])("%s", (_, bodies, expected) => {
  expect(merged(...bodies)).toEqual(expected);
});

test("a name alone in depends_on takes back what an earlier file waited for", () => {
  const { at, said } = readingProject({
    "a.yml": "services: {a: {image: x, depends_on: {b: {condition: service_healthy, required: false}}}, b: {image: x}}",
    "b.yml": "services: {a: {depends_on: [b]}}",
  });
  expect(said).toEqual([]);
  expect(at("services", "a", "depends_on")).toEqual({ b: { condition: "service_started", required: true } });
});

test("services, networks and volumes merge, and a whole one can be taken away", () => {
  const { at, said } = readingProject({
    "a.yml":
      "services: {a: {image: x}, b: {image: x}}\nnetworks: {n: {driver: bridge}, m: {internal: true}}\nvolumes: {v: {name: x}}",
    "b.yml":
      "services: {b: !reset null, c: {image: y}}\nnetworks: {n: {internal: true}, m: !override {}}\nvolumes: {v: {external: true}}",
  });
  expect(said).toEqual([]);
  expect(at()).toEqual({
    services: { a: { image: "x" }, c: { image: "y" } },
    networks: { n: { driver: "bridge", internal: true }, m: {} },
    volumes: { v: { name: "x", external: true } },
  });
});

test("profiles are had once", () => {
  const texts = { "a.yml": "services: {a: {image: x, profiles: [p]}}", "b.yml": "services: {a: {profiles: [p, q]}}" };
  expect(readingProject(texts, { profiles: ["q"] }).at("services", "a", "profiles")).toEqual(["p", "q"]);
});

test("address plans merge by subnet", () => {
  const { at } = readingProject({
    "a.yml": "services: {a: {image: x}}\nnetworks: {n: {ipam: {config: [{subnet: 10.0.0.0/24, gateway: 10.0.0.1}]}}}",
    "b.yml": "networks: {n: {ipam: {config: [{subnet: 10.0.0.0/24, ip_range: 10.0.0.128/25}]}}}",
  });
  expect(at("networks", "n", "ipam", "config")).toEqual([
    { subnet: "10.0.0.0/24", gateway: "10.0.0.1", ip_range: "10.0.0.128/25" },
  ]);
});

test("the documents of one file go over each other like files", () => {
  const { at } = readingProject(
    "services: {a: {image: x, ports: ['1:1']}}\n---\nservices: {a: {ports: !override ['2:2']}}\n",
  );
  expect(at("services", "a")).toEqual({ image: "x", ports: ["2:2"] });
});

test("a map over a list is said at the later one, which names the earlier one", () => {
  const { problems } = readingProject({
    "a.yml": "services: {a: {image: x, ports: ['80:80']}}",
    "b.yml": "services: {a: {ports: {a: 1}}}",
  });
  expect(problems.map(({ code, at }) => [code, at.file])).toContainEqual(["bad-merge", "b.yml"]);
});
