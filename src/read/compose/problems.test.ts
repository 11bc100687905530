// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
import { expect, test } from "vitest";
import { aService, reading } from "../testing/reading.ts";

test.each([
  ["an empty file", "", "error empty-file compose.yml:1:1"],
  ["a file of comments", "# nothing\n", "error empty-file compose.yml:1:1"],
  ["a list for a file", "- a", "error not-compose compose.yml:1:1"],
  ["a file without services", "name: x\n", "error no-services compose.yml:1:1"],
  ["services without any", "services: {}\n", "error no-services compose.yml:1:11"],
  ["services as a list", "services: [a]\n", "error wrong-type compose.yml:1:11"],
  ["a misspelt section", `${aService("")}volumnes: {}\n`, "error unknown-key compose.yml:4:1"],
  ["a misspelt key", aService("    prots: ['80:80']\n"), "error unknown-key compose.yml:4:5"],
  ["a service without image", "services:\n  web:\n    restart: always\n", "error no-image compose.yml:2:3"],
  ["an empty service", "services:\n  web:\n", "error no-image compose.yml:2:3"],
  ["an image that is none", "services:\n  web:\n    image: Not An Image\n", "error bad-image compose.yml:3:12"],
  ["a number for an image", "services:\n  web:\n    image: 5\n", "error wrong-type compose.yml:3:12"],
  ["a name that no service can have", "services:\n  'a b':\n    image: x\n", "error bad-name compose.yml:2:3"],
  ["a project name that cannot be", `name: My Stack\n${aService("")}`, "error bad-name compose.yml:1:7"],
  ["a text for a list", aService("    ports: 80\n"), "error wrong-type compose.yml:4:12"],
  ["a port out of range", aService("    ports: ['70000:80']\n"), "error bad-port compose.yml:4:13"],
  ["a port that is none", aService("    ports:\n      - eighty:80\n"), "error bad-port compose.yml:5:9"],
  ["a name for a host address", aService("    ports: ['localhost:80:80']\n"), "error bad-port compose.yml:4:13"],
  ["ranges of different lengths", aService("    ports: ['1-3:1-2']\n"), "error bad-port compose.yml:4:13"],
  ["a long port without target", aService("    ports:\n      - published: 80\n"), "error bad-port compose.yml:5:9"],
  [
    "a published port out of range",
    aService("    ports:\n      - target: 80\n        published: 99999\n"),
    "error bad-port compose.yml:6:20",
  ],
  [
    "a misspelt key of a port",
    aService("    ports:\n      - target: 80\n        hostip: ::1\n"),
    "error unknown-key compose.yml:6:9",
  ],
  ["one host port for two", aService("    ports: ['80:80', '80:81']\n"), "error port-conflict compose.yml:4:22"],
  [
    "a volume that is not defined",
    aService("    volumes: ['data:/data']\n"),
    "error undefined-volume compose.yml:4:15",
  ],
  ["a path without a dot", aService("    volumes: ['conf/x:/x']\n"), "error bad-volume compose.yml:4:15"],
  ["a relative target", aService("    volumes: ['./x:x']\n"), "error bad-volume compose.yml:4:15"],
  [
    "a mount option that does not exist",
    aService("    volumes: ['./x:/x:readonly']\n"),
    "error bad-volume compose.yml:4:15",
  ],
  [
    "a mount without target",
    aService("    volumes:\n      - type: bind\n        source: ./x\n"),
    "error bad-volume compose.yml:5:9",
  ],
  [
    "a mount of an unknown type",
    aService("    volumes:\n      - {type: bnd, source: ., target: /x}\n"),
    "error bad-volume compose.yml:5:16",
  ],
  ["a home that is not known", aService("    volumes: ['~/x:/x']\n"), "error no-home compose.yml:4:15"],
  ["a dependency that does not exist", aService("    depends_on: [db]\n"), "error unknown-dependency compose.yml:4:18"],
  ["a service that waits for itself", aService("    depends_on: [web]\n"), "error dependency-cycle compose.yml:4:18"],
  [
    "a condition that does not exist",
    aService("    depends_on:\n      abc: {condition: healthy, required: false}\n"),
    "error bad-value compose.yml:5:24",
  ],
  ["a secret that is not defined", aService("    secrets: [key]\n"), "error undefined-secret compose.yml:4:15"],
  ["a network that is not defined", aService("    networks: [lan]\n"), "error undefined-network compose.yml:4:16"],
  ["an environment without =", aService("    environment:\n      - A B\n"), "error bad-variable compose.yml:5:9"],
  ["a list as a variable", aService("    environment:\n      A: [b]\n"), "error wrong-type compose.yml:5:10"],
  ["a quote in a command", aService("    command: it's\n"), "error bad-command compose.yml:4:14"],
  ["an env_file that is not there", aService("    env_file: web.env\n"), "error unreadable-file compose.yml:4:15"],
  ["a variable that must be set", aService("    command: ${UID:?who}\n"), "error required-variable compose.yml:4:14"],
  ["a ${ that begins nothing", aService("    command: echo ${}\n"), "error bad-interpolation compose.yml:4:14"],
  [
    "extends of what is not there",
    aService("    extends: {service: base}\n"),
    "error unknown-service compose.yml:4:24",
  ],
  ["include of what is not there", `${aService("")}include: [other.yml]\n`, "error unreadable-file compose.yml:4:11"],
  ["a variable that is not set", aService("    command: $NONE\n"), "notice unset-variable compose.yml:4:14"],
  ["a health check", aService("    healthcheck: {test: [CMD, x]}\n"), "notice not-carried compose.yml:4:5"],
  ["build", aService("    build: .\n"), "notice not-carried compose.yml:4:5"],
  [
    "a number that compose rewrites",
    aService("    environment:\n      MODE: 0700\n"),
    "notice number-rewritten compose.yml:5:13",
  ],
  ["a profile that nobody activates", aService("    profiles: [debug]\n"), "notice profile compose.yml:4:16"],
  ["an external volume", `${aService("")}volumes: {v: {external: true}}\n`, "notice not-carried compose.yml:4:15"],
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
  expect(reading(aService("    enviroment: {}\n")).problems[0]?.remedy).toBe("Did you mean `environment`?");
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
  expect(reading(aService(`    ${line}\n`)).problems).toEqual([]),
);

test("version is not worth a word", () => expect(reading(`version: "3.8"\n${aService("")}`).problems).toEqual([]));

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
