/** Stacks that `docker stack deploy` takes, of every shape: for a property that holds for all of them. */
import fc from "fast-check";
import { stringify } from "yaml";
import { anyDeploy } from "./any-deploy.ts";
import { type Any, all, duration, id, list, number, options, pairs, port, some, text, word } from "./any-value.ts";

const command = fc.oneof(
  list(text, 5),
  fc
    .array(fc.oneof(word, fc.constantFrom("'a b'", '"c d"', "e\\ f", "x'y'\"z\"", "#c", "''", "a#b")), { maxLength: 6 })
    .map((parts) => parts.join(" ")),
);

const volumeNames = ["data", "logs", "outside", "driven"] as const;
const networkNames = ["front", "back", "shared"] as const;
const files = ["one", "two"] as const;

const ports = list(
  fc.oneof(
    port,
    port.map(String),
    fc.tuple(port, port).map(([a, b]) => `${a}:${b}`),
    fc
      .tuple(port, port, fc.integer({ min: 1, max: 5 }), fc.constantFrom("", "/udp", "/tcp"))
      .map(([a, b, n, protocol]) => `${a}-${a + n}:${b}-${b + n}${protocol}`),
    all(
      { target: port },
      { published: port, protocol: fc.constantFrom("tcp", "udp", "sctp"), mode: fc.constantFrom("host", "ingress") },
    ),
  ),
);

const path = word.map((name) => `/${name}`);
const source = fc.oneof(
  path,
  word.map((name) => `./${name}`),
  word.map((name) => `../${name}/..`),
  word.map((name) => `~/${name}`),
);
const mountText = (from: Any, ...how: string[]) =>
  fc.tuple(from, path, fc.constantFrom("", ...how)).map(([out, to, options]) => `${String(out)}:${to}${options}`);
const volumes = list(
  fc.oneof(
    path,
    mountText(source, ":ro", ":rw,z", ":ro,rslave"),
    mountText(fc.constantFrom(...volumeNames), ":ro", ":nocopy", ":rw,Z"),
    all(
      { type: fc.constant("bind"), source, target: path },
      {
        read_only: fc.boolean(),
        bind: some({ propagation: fc.constantFrom("rprivate", "shared") }),
        consistency: fc.constant("cached"),
      },
    ),
    all(
      { type: fc.constant("volume"), target: path },
      { source: fc.constantFrom(...volumeNames), volume: some({ nocopy: fc.boolean() }), read_only: fc.boolean() },
    ),
    all({ type: fc.constant("tmpfs"), target: path }, { tmpfs: some({ size: fc.nat() }) }),
  ),
);

const references = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom(...files),
    all(
      { source: fc.constantFrom(...files), target: path },
      { uid: id, gid: id, mode: fc.integer({ min: 0, max: 0o777 }) },
    ),
  ),
  { maxLength: 3, selector: (one) => (typeof one === "string" ? one : (one as { target: string }).target) },
);

/** @param isNew whether the CLI knows what came after Docker 20.10 */
const anyService = (isNew: boolean): Any =>
  all(
    {
      image: fc.constantFrom(
        "app",
        "docker.io/library/app",
        "team/app:1.2",
        "localhost/app",
        "r.example.org:5000/a/b",
        `app@sha256:${"b".repeat(64)}`,
      ),
    },
    {
      command,
      entrypoint: command,
      environment: pairs(text),
      labels: pairs(text),
      sysctls: pairs(word),
      hostname: word,
      user: word,
      working_dir: path,
      stop_signal: fc.constantFrom("SIGTERM", "9"),
      stop_grace_period: duration,
      read_only: fc.boolean(),
      tty: fc.boolean(),
      stdin_open: fc.boolean(),
      init: fc.boolean(),
      isolation: fc.constantFrom("default", "process"),
      restart: fc.constantFrom("no", "always", "unless-stopped", "on-failure", "on-failure:5"),
      dns: fc.oneof(fc.ipV4(), list(fc.ipV4(), 3)),
      dns_search: fc.oneof(word, list(word, 3)),
      extra_hosts: fc.oneof(
        fc.dictionary(word, fc.ipV4(), { maxKeys: 3 }),
        list(
          fc.tuple(word, fc.constantFrom(":", isNew ? "=" : ":"), fc.ipV4()).map((parts) => parts.join("")),
          3,
        ),
      ),
      cap_add: list(fc.constantFrom("NET_ADMIN", "cap_chown", "ALL", " sys_time "), 3),
      cap_drop: list(fc.constantFrom("NET_ADMIN", "CHOWN", "ALL", "mknod"), 3),
      ulimits: fc.dictionary(
        fc.constantFrom("nofile", "nproc", "core"),
        fc.oneof(fc.integer({ min: -1, max: 99_999 }), all({ soft: fc.nat(99), hard: fc.nat(999) })),
        { maxKeys: 3 },
      ),
      healthcheck: fc.oneof(
        fc.constant({ disable: true }),
        some({
          test: fc.oneof(text, list(text)),
          interval: duration,
          timeout: duration,
          retries: fc.nat(9),
          start_period: duration,
          disable: fc.constant(false),
        }),
      ),
      logging: some({
        driver: word,
        options: fc.dictionary(word, fc.oneof(text, number, fc.constant(null)), { maxKeys: 3 }),
      }),
      networks: fc.oneof(
        list(fc.constantFrom(...networkNames)),
        fc.dictionary(
          fc.constantFrom(...networkNames),
          fc.oneof(fc.constant(null), some({ aliases: list(word), ...(isNew && { driver_opts: options }) })),
          { maxKeys: 3 },
        ),
      ),
      ports,
      volumes,
      secrets: references,
      configs: references,
      deploy: fc.oneof({ weight: 9, arbitrary: anyDeploy(isNew) }, { weight: 1, arbitrary: fc.constant(null) }),
    },
  );

const labelled = { labels: pairs(text) };

/** @param services how many there are; every run of the CLI costs the same, so many go into one */
export const anyStack = (services: number, isNew: boolean): fc.Arbitrary<string> =>
  fc
    .record({
      services: fc.array(anyService(isNew), { minLength: services, maxLength: services }),
      data: fc.oneof(fc.constant(null), some({ ...labelled, name: word, driver: word, driver_opts: options })),
      driven: all({ driver: word }, { ...labelled, driver_opts: options }),
      front: fc.oneof(
        fc.constant(null),
        some({
          ...labelled,
          name: word,
          driver: word,
          driver_opts: options,
          internal: fc.boolean(),
          attachable: fc.boolean(),
        }),
      ),
      back: some({
        ipam: some({ driver: word, config: list(all({ subnet: fc.constantFrom("10.1.0.0/16", "fd00::/64") }), 2) }),
      }),
      file: all({ file: fc.constantFrom("./one.txt", "two.txt") }, { ...labelled, template_driver: word }),
    })
    .map(({ services: parts, data, driven, front, back, file }) =>
      stringify(
        {
          services: Object.fromEntries(parts.map((part, i) => [`s${i}`, part])),
          volumes: { data, driven, logs: {}, outside: { external: true } },
          networks: { front, back, shared: { external: true, name: "of-others" } },
          secrets: { one: file, two: { external: true } },
          configs: { one: { external: true, name: "elsewhere" }, two: file },
        },
        { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "QUOTE_DOUBLE" },
      ),
    );
