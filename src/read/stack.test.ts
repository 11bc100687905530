// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
import { expect, test } from "vitest";
import { directory, reading } from "./testing/reading.ts";

const service = (body: string) => `services:\n  web:\n    image: nginx\n${body}`;
const one = (text: string, given = {}) => {
  const { stack, ...rest } = reading(text, given);
  const [web] = stack.services;
  if (!web) throw new Error("no service was read");
  return { web, stack, ...rest };
};

test.each([
  ["an empty file", "", "error empty-file compose.yml:1:1"],
  ["a file of comments", "# nothing\n", "error empty-file compose.yml:1:1"],
  ["a list for a file", "- a", "error not-compose compose.yml:1:1"],
  ["a file without services", "name: x\n", "error no-services compose.yml:1:1"],
  ["services without any", "services: {}\n", "error no-services compose.yml:1:11"],
  ["services as a list", "services: [a]\n", "error wrong-type compose.yml:1:11"],
  ["a misspelt section", `${service("")}volumnes: {}\n`, "error unknown-key compose.yml:4:1"],
  ["a misspelt key", service("    prots: ['80:80']\n"), "error unknown-key compose.yml:4:5"],
  ["a service without image", "services:\n  web:\n    restart: always\n", "error no-image compose.yml:2:3"],
  ["an empty service", "services:\n  web:\n", "error no-image compose.yml:2:3"],
  ["an image that is none", "services:\n  web:\n    image: Not An Image\n", "error bad-image compose.yml:3:12"],
  ["a number for an image", "services:\n  web:\n    image: 5\n", "error wrong-type compose.yml:3:12"],
  ["a name that no service can have", "services:\n  'a b':\n    image: x\n", "error bad-name compose.yml:2:3"],
  ["a project name that cannot be", `name: My Stack\n${service("")}`, "error bad-name compose.yml:1:7"],
  ["a text for a list", service("    ports: 80\n"), "error wrong-type compose.yml:4:12"],
  ["a port out of range", service("    ports: ['70000:80']\n"), "error bad-port compose.yml:4:13"],
  ["a port that is none", service("    ports:\n      - eighty:80\n"), "error bad-port compose.yml:5:9"],
  ["a name for a host address", service("    ports: ['localhost:80:80']\n"), "error bad-port compose.yml:4:13"],
  ["ranges of different lengths", service("    ports: ['1-3:1-2']\n"), "error bad-port compose.yml:4:13"],
  ["a long port without target", service("    ports:\n      - published: 80\n"), "error bad-port compose.yml:5:9"],
  [
    "a published port out of range",
    service("    ports:\n      - target: 80\n        published: 99999\n"),
    "error bad-port compose.yml:6:20",
  ],
  [
    "a misspelt key of a port",
    service("    ports:\n      - target: 80\n        hostip: ::1\n"),
    "error unknown-key compose.yml:6:9",
  ],
  ["one host port for two", service("    ports: ['80:80', '80:81']\n"), "error port-conflict compose.yml:4:22"],
  ["a volume that is not defined", service("    volumes: ['data:/data']\n"), "error undefined-volume compose.yml:4:15"],
  ["a path without a dot", service("    volumes: ['conf/x:/x']\n"), "error bad-volume compose.yml:4:15"],
  ["a relative target", service("    volumes: ['./x:x']\n"), "error bad-volume compose.yml:4:15"],
  [
    "a mount option that does not exist",
    service("    volumes: ['./x:/x:readonly']\n"),
    "error bad-volume compose.yml:4:15",
  ],
  [
    "a mount without target",
    service("    volumes:\n      - type: bind\n        source: ./x\n"),
    "error bad-volume compose.yml:5:9",
  ],
  [
    "a mount of an unknown type",
    service("    volumes:\n      - {type: bnd, source: ., target: /x}\n"),
    "error bad-volume compose.yml:5:16",
  ],
  ["a home that is not known", service("    volumes: ['~/x:/x']\n"), "error no-home compose.yml:4:15"],
  ["a dependency that does not exist", service("    depends_on: [db]\n"), "error unknown-dependency compose.yml:4:18"],
  ["a service that waits for itself", service("    depends_on: [web]\n"), "error dependency-cycle compose.yml:4:18"],
  [
    "a condition that does not exist",
    service("    depends_on:\n      abc: {condition: healthy, required: false}\n"),
    "error bad-value compose.yml:5:24",
  ],
  ["a secret that is not defined", service("    secrets: [key]\n"), "error undefined-secret compose.yml:4:15"],
  ["a network that is not defined", service("    networks: [lan]\n"), "error undefined-network compose.yml:4:16"],
  ["an environment without =", service("    environment:\n      - A B\n"), "error bad-variable compose.yml:5:9"],
  ["a list as a variable", service("    environment:\n      A: [b]\n"), "error wrong-type compose.yml:5:10"],
  ["a quote in a command", service("    command: it's\n"), "error bad-command compose.yml:4:14"],
  ["an env_file that is not there", service("    env_file: web.env\n"), "error unreadable-file compose.yml:4:15"],
  ["a variable that must be set", service("    command: ${UID:?who}\n"), "error required-variable compose.yml:4:14"],
  ["a $ that begins nothing", service("    command: echo $(date)\n"), "error bad-interpolation compose.yml:4:14"],
  ["extends", service("    extends: {service: base}\n"), "error not-understood compose.yml:4:5"],
  ["include", `${service("")}include: [other.yml]\n`, "error not-understood compose.yml:4:1"],
  ["a role that does not exist", service("    x-edgeward: {role: brokr}\n"), "error bad-value compose.yml:4:24"],
  [
    "a key that x-edgeward does not have",
    service("    x-edgeward: {rôle: agent}\n"),
    "error unknown-key compose.yml:4:18",
  ],
  ["a filter that is none", service("    x-edgeward: {publish: [a#]}\n"), "error bad-topic compose.yml:4:28"],
  ["an address that is none", service("    x-edgeward: {listen: lan}\n"), "error bad-value compose.yml:4:26"],
  ["nothing to collect", service("    x-edgeward: {collect: {}}\n"), "error wrong-type compose.yml:4:27"],
  [
    "a topic with a wildcard",
    service("    x-edgeward: {collect: {host: {topic: a/+}}}\n"),
    "error bad-topic compose.yml:4:42",
  ],
  [
    "a reading too often",
    service("    x-edgeward: {collect: {host: {topic: a, every: 10ms}}}\n"),
    "error bad-value compose.yml:4:52",
  ],
  [
    "records without a layout",
    service("    x-edgeward: {collect: {records: {topic: a, from: '-'}}}\n"),
    "error missing-key compose.yml:4:37",
  ],
  [
    "lines without a command",
    service("    x-edgeward: {collect: {lines: {topic: a}}}\n"),
    "error missing-key compose.yml:4:35",
  ],
  [
    "a policy that does not exist",
    `${service("")}x-edgeward: {policy: {packets: 1}}\n`,
    "error unknown-key compose.yml:4:23",
  ],
  [
    "a packet limit too small to be one",
    `${service("")}x-edgeward: {policy: {packetLimit: 3}}\n`,
    "error bad-value compose.yml:4:36",
  ],
  [
    "a retention without a unit",
    `${service("")}x-edgeward: {policy: {retention: 30}}\n`,
    "error bad-value compose.yml:4:34",
  ],
  [
    "a mode that is none",
    `${service("")}volumes: {v: {x-edgeward: {mode: rwx}}}\n`,
    "error bad-value compose.yml:4:34",
  ],
  ["a variable that is not set", service("    command: $NONE\n"), "notice unset-variable compose.yml:4:14"],
  ["a health check", service("    healthcheck: {test: [CMD, x]}\n"), "notice not-carried compose.yml:4:5"],
  ["build", service("    build: .\n"), "notice not-carried compose.yml:4:5"],
  ["a zone", service("    x-edgeward: {zone: core}\n"), "notice not-carried compose.yml:4:24"],
  ["a misspelt x-edgeward", service("    x-edgewrad: {role: agent}\n"), "notice unknown-key compose.yml:4:5"],
  [
    "a number that compose rewrites",
    service("    environment:\n      MODE: 0700\n"),
    "notice number-rewritten compose.yml:5:13",
  ],
  ["a profile that nobody activates", service("    profiles: [debug]\n"), "notice profile compose.yml:4:16"],
  ["an external volume", `${service("")}volumes: {v: {external: true}}\n`, "notice not-carried compose.yml:4:15"],
])("%s is said where it stands, with a remedy", (_, text, said) => {
  const read = reading(text);
  expect(read.said).toEqual([said]);
  expect(read.problems[0]?.remedy).toMatch(/^.{8,}[.?]$/);
});

test("all problems are told at once, in the order of the file", () => {
  const { said } = reading(
    "servces: {}\nservices:\n  a:\n    image: x\n    prots: []\n    ports: ['x']\n    depends_on: [b]\n",
  );
  expect(said).toEqual([
    "error unknown-key compose.yml:1:1",
    "error unknown-key compose.yml:5:5",
    "error bad-port compose.yml:6:13",
    "error unknown-dependency compose.yml:7:18",
  ]);
});

test("a misspelt key is told the right one", () => {
  expect(reading(service("    enviroment: {}\n")).problems[0]?.remedy).toBe("Did you mean `environment`?");
});

test.each([
  "container_name: x",
  "hostname: x",
  "restart: always",
  "labels: {a: b}",
  "logging: {driver: x}",
  "x-mine: 1",
  "networks: [default]",
])("%s makes no difference on one machine, and no noise", (line) =>
  expect(reading(service(`    ${line}\n`)).problems).toEqual([]),
);

test("version is not worth a word", () => expect(reading(`version: "3.8"\n${service("")}`).problems).toEqual([]));

test("services in a circle are named in their order", () => {
  const { problems } = reading(
    "services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [c]}\n  c: {image: x, depends_on: [a]}\n",
  );
  expect(problems.map(({ what }) => what)).toEqual(["the services depend on each other in a circle: a → b → c → a"]);
});

test.each([
  ["'80:80'", "'127.0.0.1:80:81'", true],
  ["'127.0.0.1:80:80'", "'127.0.0.2:80:80'", false],
  ["'0.0.0.0:80:80'", "'[::1]:80:80'", true],
  ["'80:80'", "'80:80/udp'", false],
  ["'80'", "'80'", false],
  ["'80-90:80-90'", "'85:1'", true],
])("ports %s and %s of two services are in each other's way: %s", (a, b, conflict) => {
  const { said } = reading(`services:\n  a: {image: x, ports: [${a}]}\n  b: {image: x, ports: [${b}]}\n`);
  expect(said.filter((line) => line.includes("port-conflict"))).toHaveLength(conflict ? 1 : 0);
});

test("ports of every form become one", () => {
  const { web } = one(
    service(
      "    ports:\n      - 80\n      - '8080:80'\n      - '[::1]:53:53/udp'\n      - 7000-7001:6000-6001\n      - {target: 443, published: '8443', host_ip: 127.0.0.1, protocol: tcp}\n    expose: [9000, '80']\n",
    ),
  );
  expect(web.ports.map(({ at: _, ...port }) => port)).toEqual([
    { target: 80, protocol: "tcp" },
    { target: 80, published: 8080, protocol: "tcp" },
    { target: 53, published: 53, hostIp: "::1", protocol: "udp" },
    { target: 6000, published: 7000, protocol: "tcp" },
    { target: 6001, published: 7001, protocol: "tcp" },
    { target: 443, published: 8443, hostIp: "127.0.0.1", protocol: "tcp" },
    { target: 9000, protocol: "tcp" },
  ]);
  expect(web.ports[4]?.at).toEqual({ file: "compose.yml", line: 8, column: 9 });
});

test("mounts of every form become one, and relative paths start at the directory", () => {
  const { web } = one(
    `${service("    volumes:\n      - ./conf:/etc/conf:ro,z\n      - data:/data\n      - /cache\n      - ~/up:/up\n      - {type: bind, source: ../x, target: /x, read_only: true}\n      - {type: tmpfs, target: /tmp}\n    tmpfs: /run:size=1m\n")}volumes: {data: }\n`,
    { environment: { HOME: "/home/me" } },
  );
  expect(web.mounts.map(({ at: _, ...mount }) => mount)).toEqual([
    { kind: "bind", source: `${directory}/conf`, target: "/etc/conf", readOnly: true },
    { kind: "volume", source: "data", target: "/data", readOnly: false },
    { kind: "volume", target: "/cache", readOnly: false },
    { kind: "bind", source: "/home/me/up", target: "/up", readOnly: false },
    { kind: "bind", source: "/srv/x", target: "/x", readOnly: true },
    { kind: "tmpfs", target: "/tmp", readOnly: false },
    { kind: "tmpfs", target: "/run", readOnly: false },
  ]);
});

test("the environment comes from env files, then from the service, each value with its place", () => {
  const { web, asked, said } = one(
    service(
      "    env_file: [a.env, {path: b.env, required: false}]\n    environment:\n      C: ${FROM_DOTENV}\n      INHERITED:\n      GONE:\n",
    ),
    {
      environment: { INHERITED: "yes" },
      disk: { [`${directory}/.env`]: "FROM_DOTENV=d\n", [`${directory}/a.env`]: "# a\nA=1\nC=2\n" },
    },
  );
  expect(said).toEqual([]);
  expect(asked).toEqual([[`${directory}/.env`], [`${directory}/a.env`, `${directory}/b.env`]]);
  expect(web.environment).toEqual([
    { name: "A", value: "1", at: { file: "a.env", line: 2, column: 1 } },
    { name: "C", value: "d", at: { file: "compose.yml", line: 6, column: 10 } },
    { name: "INHERITED", value: "yes", at: { file: "compose.yml", line: 7, column: 7 } },
  ]);
});

test("the process's environment goes before .env", () => {
  const given = { environment: { TAG: "2" }, disk: { [`${directory}/.env`]: "TAG=1\nNAME=nginx\n" } };
  expect(one("services: {web: {image: '$NAME:$TAG'}}", given).web.image?.value).toBe("nginx:2");
});

test("a second file goes over the first, and each value knows its own", () => {
  const { stack, said } = reading({
    "a.yml": `${service("    ports: ['80:80']\n    environment: [A=1, B=1]\n    volumes: ['./x:/x']\n")}`,
    "sub/b.yml":
      "services:\n  web:\n    image: caddy\n    ports: ['81:81', '80:80']\n    environment: {B: 2}\n    volumes: ['./y:/x:ro']\n",
  });
  const [web] = stack.services;
  expect(said).toEqual([]);
  expect(web?.image).toEqual({ value: "caddy", at: { file: "sub/b.yml", line: 3, column: 12 } });
  expect(web?.ports.map(({ published, at }) => `${published} ${at.file}`)).toEqual(["80 sub/b.yml", "81 sub/b.yml"]);
  expect(web?.environment.map(({ name, value, at }) => `${name}=${value} ${at.file}:${at.line}`)).toEqual([
    "A=1 a.yml:5",
    "B=2 sub/b.yml:5",
  ]);
  expect(web?.mounts).toEqual([
    {
      kind: "bind",
      source: `${directory}/y`,
      target: "/x",
      readOnly: true,
      at: { file: "sub/b.yml", line: 6, column: 15 },
    },
  ]);
  expect(stack.files).toEqual(["a.yml", "sub/b.yml"]);
});

test("problems of several files come file by file, in the order of -f", () => {
  const { said } = reading({ "z.yml": service("    prots: []\n"), "a.yml": "services:\n  web:\n    imge: x\n" });
  expect(said).toEqual(["error unknown-key z.yml:4:5", "error unknown-key a.yml:3:5"]);
});

test("anchors and merge keys are resolved, and what is wrong with them is said for each service", () => {
  const { stack, said } = reading(
    "x-base: &base\n  image: nginx\n  ports: ['x']\nservices:\n  a:\n    <<: *base\n  b: *base\n",
  );
  expect(stack.services.map(({ image }) => image?.at.line)).toEqual([2, 2]);
  expect(said).toEqual(["error bad-port compose.yml:3:11", "error bad-port compose.yml:3:11"]);
});

test("syntax errors of all files are told, and nothing is guessed from the rest", () => {
  const { said, stack } = reading({
    "a.yml": "a:\n\tb: 1",
    "b.yml": "services: [",
    "c.yml": service("    prots: 1\n"),
  });
  expect(said).toEqual(["error yaml a.yml:2:1", "error yaml b.yml:1:11"]);
  expect(stack.services).toEqual([]);
});

test.each([
  ["the command line", { projectName: "p", environment: { COMPOSE_PROJECT_NAME: "e" } }, "p"],
  ["COMPOSE_PROJECT_NAME", { environment: { COMPOSE_PROJECT_NAME: "e" } }, "e"],
  ["the file", {}, "f"],
])("the project's name is taken from %s", (_, given, name) => {
  expect(reading(`name: f\n${service("")}`, given).stack.name).toBe(name);
});

test("a project without a name is called like its directory", () =>
  expect(reading(service("")).stack.name).toBe("stack"));

test("a service whose profile is active is there, and one that depends on a missing one says why", () => {
  const text = `${service("    profiles: [debug]\n")}  app:\n    image: x\n    depends_on: [web]\n`;
  expect(reading(text, { environment: { COMPOSE_PROFILES: "a,debug" } }).stack.services).toHaveLength(2);
  const { said, problems } = reading(text);
  expect(said).toEqual(["notice profile compose.yml:4:16", "error unknown-dependency compose.yml:7:18"]);
  expect(problems[1]?.what).toContain("profile");
});

test("x-edgeward says what the rest of the file cannot", () => {
  const { web, stack, said } = one(
    `${service("    x-edgeward:\n      role: agent\n      provider: system\n      listen: all\n      publish: a/b\n      subscribe: [c/#]\n      collect:\n        host: {topic: t/host, every: 500ms}\n        records: {topic: Servo, from: ./servo.bin, layout: ../layout.json}\n        lines: {topic: lat, command: [sh, ./run.sh, -T]}\n")}x-edgeward:\n  policy: {packetLimit: 256kb, connectionLimit: 100, queueLimit: 50, retention: 30d}\nvolumes:\n  data: {x-edgeward: {mode: "0700"}}\n`,
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
  const { web } = one(service("    x-edgeward: {collect: {records: {topic: a, from: '-', layout: l.json}}}\n"));
  expect(web.collect?.records?.from).toBe("-");
});

test("an agent publishes what it collects, else what its variables name", () => {
  const collects = one(
    service("    x-edgeward: {role: agent, collect: {host: {topic: h}, lines: {topic: l, command: [x]}}}\n"),
  );
  expect(collects.web.publish.map(({ value }) => value)).toEqual(["h", "l"]);
  const told = one(
    "services: {web: {image: x/y, environment: {MQTT_HOST: b, MQTT_TOPIC: 'a/b,c', MQTT_SUBSCRIBE_TOPIC: set/#}}}",
  );
  expect(told.web).toMatchObject({
    role: "agent",
    publish: [{ value: "a/b" }, { value: "c" }],
    subscribe: [{ value: "set/#" }],
  });
});

test("no message shows what follows a $ in a password", () => {
  const { problems } = reading(service("    environment:\n      DB_PASSWORD: pa$s3cret\n      USER: $who\n"));
  expect(problems.map(({ what }) => what)).toEqual([
    "a variable in this value is not set: nothing stands in its place",
    "the variable who is not set: nothing stands in its place",
  ]);
});

test("a name from a file cannot steer the terminal or fill it", () => {
  const { problems } = reading(service(`    "\\e[31m${"x".repeat(500)}": 1\n`));
  expect(problems[0]?.what).toMatch(/^` \[31mx{75}…` is not known/);
});

test("the same problem in the same place is said once, and a thousand are enough", () => {
  const two = "services:\n  a: {image: nginx, env_file: [x.env]}\n  b: {image: nginx, env_file: [x.env]}\n";
  expect(reading(two, { disk: { [`${directory}/x.env`]: "A B\n" } }).said).toEqual(["error bad-env-file x.env:1:1"]);
  const { problems } = reading(service(Array.from({ length: 1500 }, (_, i) => `    k${i}: 1\n`).join("")));
  expect(problems).toHaveLength(1001);
  expect(problems.at(-1)).toMatchObject({ code: "too-many", what: "500 more problems are not listed" });
});

test("aliases of a port range end where a machine has no more ports", () => {
  const text = `x-all: &all ["1-65535"]\nservices:\n${"abcd".replaceAll(/./g, "  $&: {image: x, ports: *all}\n")}`;
  expect(reading(text).said).toEqual([
    "error too-many-ports compose.yml:1:14",
    "error too-many-ports compose.yml:1:14",
  ]);
});

test("no message shows a password, however it is misspelt", () => {
  const { problems } = reading(
    service(
      "    environment:\n      - DB_PASSWORD s3cret\n      - API_TOKEN=a$s3cret\n      - 5\n    env_file: x.env\n",
    ),
    { disk: { [`${directory}/x.env`]: "PASSWORD='s3cret' more\nTOKEN=\"s3cret\n" } },
  );
  expect(problems.length).toBeGreaterThan(4);
  expect(JSON.stringify(problems)).not.toContain("s3cret");
});
