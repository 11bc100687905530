// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
import { expect, test } from "vitest";
import { aService, directory, reading, readingOne } from "../../testing/reading.ts";

test("ports of every form become one", () => {
  const { web } = readingOne(
    aService(
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
  const { web } = readingOne(
    `${aService("    volumes:\n      - ./conf:/etc/conf:ro,z\n      - data:/data\n      - /cache\n      - ~/up:/up\n      - {type: bind, source: ../x, target: /x, read_only: true}\n      - {type: tmpfs, target: /tmp}\n    tmpfs: /run:size=1m\n")}volumes: {data: }\n`,
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
  const { web, asked, said } = readingOne(
    aService(
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

test("a name alone takes its value from where compose runs, in a list as in a map", () => {
  const { web } = readingOne(aService("    environment: [INHERITED, GONE, A=b=c]\n"), {
    environment: { INHERITED: "yes" },
  });
  expect(web.environment.map(({ name, value }) => `${name}=${value}`)).toEqual(["INHERITED=yes", "A=b=c"]);
});

test("aliases of a port range end where a machine has no more ports", () => {
  const text = `x-all: &all ["1-65535"]\nservices:\n${"abcd".replaceAll(/./g, "  $&: {image: x, ports: *all}\n")}`;
  expect(reading(text).said).toEqual([
    "error too-many-ports compose.yml:1:14",
    "error too-many-ports compose.yml:1:14",
  ]);
});
