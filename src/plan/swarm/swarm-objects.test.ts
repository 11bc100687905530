/** What the docker CLI judges stands in test/live/service-spec.test.ts; here is what it cannot show. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listAt, mapAt, type Node } from "../../model/node.ts";
import { swarmObjects } from "./swarm-objects.ts";
import { objectsOf, treeOf } from "./testing/objects.ts";

test("a stack of one service is what the engine needs to run it", () => {
  expect(objectsOf("services: { web: { image: nginx, ports: ['80:80'] } }")).toEqual({
    networks: [
      {
        Name: "shop_default",
        Driver: "overlay",
        Internal: false,
        Attachable: false,
        Labels: { "com.docker.stack.namespace": "shop" },
      },
    ],
    secrets: [],
    configs: [],
    services: [
      {
        Name: "shop_web",
        Labels: { "com.docker.stack.namespace": "shop", "com.docker.stack.image": "nginx" },
        TaskTemplate: {
          ContainerSpec: {
            Image: "nginx:latest",
            Labels: { "com.docker.stack.namespace": "shop" },
            Privileges: { NoNewPrivileges: false },
          },
          Resources: {},
          Placement: {},
          Networks: [{ Target: "shop_default", Aliases: ["web"] }],
          ForceUpdate: 0,
        },
        Mode: { Replicated: {} },
        EndpointSpec: { Ports: [{ Protocol: "tcp", TargetPort: 80, PublishedPort: 80, PublishMode: "ingress" }] },
      },
    ],
    cannot: [],
    problems: [],
  });
});

test("contents stay holes with absolute paths", () => {
  const { secrets, configs } = objectsOf(
    "secrets: { a: { file: ./a.txt } }\nconfigs: { b: { file: /etc/b } }\nservices: {}",
  );
  expect([secrets[0]?.Data, configs[0]?.Data]).toEqual([{ file: "/srv/a.txt" }, { file: "/etc/b" }]);
});

test("variables of where the stack is deployed stand in only where no value is written", () => {
  const { services } = objectsOf("services: { a: { image: x, environment: [A, B=, C=c, D], env_file: e } }", {
    files: { "/srv/e": "E\nF=f\n" },
    variables: { A: "here", C: "not this", E: "e" },
  });
  expect(services[0]?.TaskTemplate.ContainerSpec.Env).toEqual(["A=here", "B=", "C=c", "D", "E=e", "F=f"]);
});

test("a credential specification's config may have a name of its own", () => {
  const { services } = objectsOf(
    "services: { a: { image: x, credential_spec: { config: c } } }\nconfigs: { c: { file: f, name: other } }",
  );
  const container = services[0]?.TaskTemplate.ContainerSpec;
  expect(container?.Privileges.CredentialSpec?.Config).toBe("other");
  expect(container?.Configs).toEqual([{ Runtime: {}, ConfigName: "other" }]);
});

describe("what no service of a swarm can be", () => {
  test.each([
    ["networks: [gone]", 3, "the network `gone` is not defined"],
    ["volumes: ['gone:/x']", 3, "the volume `gone` is not defined"],
    ["secrets: [gone]", 3, "`gone` is not among the secrets"],
    ["credential_spec: { config: gone }", 3, "`gone` is not among the configs"],
    ["configs: [gone]", 3, "`gone` is not among the configs"],
    ["volumes: [{ type: tmpfs, target: /x, source: y }]", 3, "the tmpfs mount has a source"],
    ["volumes: [{ type: bind, target: /x }]", 3, "the bind mount has no source"],
    ["volumes: [{ type: disk, target: /x }]", 3, "the disk mount is of no known type"],
    ["volumes: [{ type: bind, source: /a, target: /x, tmpfs: {} }]", 3, "the bind mount has options of a tmpfs"],
    ["volumes: ['/a:/b:nocopy']", 3, "a bind cannot have the option `nocopy`"],
    ["command: it's", 3, "`command` has a quote that is not closed"],
    ["deploy: { mode: global, replicas: 2 }", 3, "the mode global has no number of replicas"],
    ["deploy: { resources: { limits: { cpus: much } } }", 3, "`cpus` is no number of CPUs"],
    ["env_file: gone.env", 3, "the env_file `gone.env`: it cannot be read"],
    ["healthcheck: { test: x, disable: true }", 3, "the healthcheck is both set and disabled"],
    ["ulimits: { nofile: many }", 3, "the ulimit `nofile` is no whole number"],
    ["ports: ['many:80']", 3, "the port has `many` where a port number belongs"],
    ["restart: sometimes", 3, "`restart` is none that is known"],
  ])("%s is an error with its place and a remedy", (field, line, what) => {
    const { problems } = objectsOf(`services:\n  a:\n    ${field}\n    image: x\n`);
    expect(problems).toMatchObject([{ severity: "error", at: { line }, what }]);
    expect(problems[0]?.remedy).toMatch(/^[A-Z].+\.$/);
  });
});

test("what the CLI passes over is named", () => {
  const { cannot } = objectsOf(
    "services: { a: { image: x, privileged: true, security_opt: ['label=disable'], pid: } }",
  );
  expect(cannot.map(({ path, weakens }) => [path.join("."), weakens])).toEqual([
    ["services.a.privileged", "behaviour"],
    ["services.a.security_opt", "security"],
  ]);
});

test("a tmpfs's mode of 0 is named: to the engine it is none", () => {
  const mounts = "volumes: [a:/a, { type: tmpfs, target: /t, tmpfs: { mode: 0 } }, { type: tmpfs, target: /u }]";
  const beyond = { a: { tmpfsModes: { "/u": 0 } } };
  const { cannot } = objectsOf(`services: { a: { image: x, ${mounts} } }\nvolumes: { a: }`, { beyond });
  expect(cannot.map(({ path, weakens }) => [path.join("."), weakens])).toEqual([
    ["services.a.volumes.1.tmpfs.mode", "security"],
    ["services.a.volumes.2.tmpfs.mode", "security"],
  ]);
});

const at = { file: "f", line: 1, column: 1 };
const scalar = fc
  .oneof(fc.string({ maxLength: 6 }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null))
  .map((value): Node => ({ kind: "scalar", value, source: String(value), at, plain: true }));
const keys =
  "services networks volumes secrets configs image command ports deploy mode resources limits cpus environment env_file healthcheck test ulimits external name ipam config type source target bind tmpfs size x extra_hosts credential_spec driver_opts labels aliases restart dns";
const { tree } = fc.letrec<{ tree: Node }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    scalar,
    fc.array(tie("tree"), { maxLength: 4 }).map((items): Node => listAt(items, at)),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...keys.split(" ")), tie("tree")), {
        maxLength: 8,
        selector: ([key]) => key,
      })
      .map(
        (entries): Node => ({ kind: "map", at, entries: entries.map(([key, value]) => ({ key, keyAt: at, value })) }),
      ),
  ),
}));

test("any tree gives an answer", () => {
  fc.assert(
    fc.property(tree, tree, (service, section) => {
      const entry = (key: string, value: Node) => ({ key, keyAt: at, value });
      const map = (...entries: ReturnType<typeof entry>[]): Extract<Node, { kind: "map" }> => ({
        kind: "map",
        at,
        entries,
      });
      const sections = ["networks", "volumes", "secrets", "configs"].map((key) => entry(key, section));
      const root = map(entry("services", map(entry("a", service))), ...sections);
      const stack = { name: "s", directory: "/", root, beyond: new Map() };
      const objects = swarmObjects(stack, "1.40", { text: () => "A=1", variable: () => "v" });
      expect(JSON.parse(JSON.stringify(objects))).toBeDefined();
    }),
    { numRuns: 500 },
  );
});

test("5,000 services take a moment", () => {
  const one = `
image: registry.example.org/team/app:1
command: run --with "some words"
environment: { A: 1, B: b, C: "c c", D: 0700 }
ports: ["8080:80", "9000-9003:9000-9003/udp"]
volumes: ["data:/d", "./c:/c:ro", { type: tmpfs, target: /run, tmpfs: { size: 1000 } }]
secrets: [t, { source: t, target: u, mode: 0400 }]
networks: { front: { aliases: [x] }, back: }
healthcheck: { test: "true", interval: 10s }
deploy: { replicas: 2, resources: { limits: { cpus: "0.5", memory: 50M } }, placement: { constraints: [a == b] } }
`;
  const beyond = { noNewPrivileges: true, seccomp: { mode: "default" } } as const;
  const names = Array.from({ length: 5000 }, (_, i) => `service-${i}`);
  const root = treeOf(
    `services: {}\nvolumes: { data: }\nsecrets: { t: { file: t } }\nnetworks: { front: , back: { driver_opts: { encrypted: "" } } }`,
  );
  const service = treeOf(one);
  const services = mapAt(Object.fromEntries(names.map((name) => [name, service])), at);
  const whole = { ...root, entries: [{ key: "services", keyAt: at, value: services }, ...root.entries.slice(1)] };
  const stack = { name: "shop", directory: "/srv", root: whole, beyond: new Map(names.map((name) => [name, beyond])) };
  const before = process.cpuUsage();
  const objects = swarmObjects(stack, "1.41", { text: () => undefined, variable: () => undefined });
  const { user } = process.cpuUsage(before);
  expect([objects.problems, objects.services.length, objects.cannot.length]).toEqual([[], 5000, 5000]);
  // Some 300 ms; what looked through a list for each service would take minutes. Other tests may have the machine.
  expect(user / 1000).toBeLessThan(3000);
});
