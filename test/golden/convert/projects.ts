/** Compose projects of all kinds, valid by the Compose Specification's schema: for laws that hold for every project. */
import fc from "fast-check";
import { stringify } from "yaml";
import { serviceFields } from "./service-fields.ts";

export type ComposeFile = Readonly<Record<string, unknown>>;

/** Files that the projects name, by their absolute path. */
export const disk: Readonly<Record<string, string>> = {
  "/srv/stack/app.env": "MODE=production\nPORT=8080\n",
  "/srv/stack/app.labels": "tier=front\nteam=plant\n",
  "/srv/stack/app.conf": "level = info\n",
  "/srv/stack/password.txt": "a password\n",
};

export const yamlOf = (file: ComposeFile): string => stringify(file, { lineWidth: 0, aliasDuplicateObjects: false });

const image = fc.constantFrom(
  "nginx:1.27",
  "eclipse-mosquitto:2.0",
  "registry.plant.example:5000/app/web:1",
  "edgexfoundry/device-virtual:4.0",
  "edgexfoundry/core-data:4.0",
  "busybox",
);
const serviceNames = ["web", "db", "broker", "migrate", "device-virtual", "core-data", "proxy-setup", "v1.2_x"];

const serviceOf = (possible: readonly string[]) =>
  fc.subarray([...possible], { maxLength: 14 }).chain((keys) => {
    const fields = keys.map((key) => [key, serviceFields[key] ?? fc.constant(null)] as const);
    return fc.record({ image, ...Object.fromEntries(fields) }).map(consistent);
  });

/** Compose refuses both in one service. */
function consistent({ networks, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return networks === undefined || "network_mode" in rest ? rest : { ...rest, networks };
}

const service = serviceOf(Object.keys(serviceFields));

/** `other` is the one that the others refer to, and refers to none. */
const referring = new Set(["depends_on", "ipc", "links", "network_mode", "pid", "profiles", "volumes_from"]);
const other = serviceOf(Object.keys(serviceFields).filter((key) => !referring.has(key)));

const labels = fc.oneof(fc.constant({ team: "plant", floor: 2 }), fc.constant(["team=plant"]));
const section = (names: readonly string[], one: fc.Arbitrary<unknown>) =>
  fc.tuple(...names.map(() => one)).map((all) => Object.fromEntries(names.map((name, i) => [name, all[i]])));

const network = fc.record(
  {
    driver: fc.constantFrom("bridge", "overlay"),
    driver_opts: fc.constantFrom({ "com.docker.network.driver.mtu": 1400 }, { encrypted: "" }),
    internal: fc.constantFrom(true, false, "true"),
    attachable: fc.boolean(),
    enable_ipv6: fc.boolean(),
    name: fc.constant("plant-net"),
    labels,
    ipam: fc.constantFrom(
      { config: [{ subnet: "10.9.0.0/16" }] },
      { driver: "default", config: [{ subnet: "10.9.0.0/16", gateway: "10.9.0.1" }] },
    ),
  },
  { requiredKeys: [] },
);
const volume = fc.oneof(
  fc.constant(null),
  fc.constant({ external: true }),
  fc.record(
    {
      driver: fc.constant("local"),
      driver_opts: fc.constant({ type: "tmpfs" }),
      labels,
      name: fc.constant("plant-data"),
    },
    { requiredKeys: [] },
  ),
);
const secret = fc.constantFrom<unknown>({ file: "./password.txt" }, { environment: "PASSWORD" }, { external: true });
const config = fc.constantFrom<unknown>({ file: "./app.conf" }, { content: "level = info\n" }, { external: true });

export const projects: fc.Arbitrary<ComposeFile> = fc
  .tuple(
    fc.tuple(
      other,
      fc.subarray(serviceNames, { minLength: 1 }).chain((names) => section(names, service)),
    ),
    section(["front", "back"], network),
    section(["data", "logs"], volume),
    section(["password", "token"], secret),
    section(["app", "more"], config),
    fc.record({ name: fc.constant("plant"), version: fc.constantFrom("3.8", "2.4") }, { requiredKeys: [] }),
  )
  .map(([[first, services], networks, volumes, secrets, configs, top]) => ({
    ...top,
    services: { other: first, ...services },
    networks,
    volumes,
    secrets,
    configs,
    models: { small: { model: "ai/small" } },
  }));
