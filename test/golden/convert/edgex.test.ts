/**
 * EdgeX over two hosts: what became of its hardening when people converted it by hand, and what becomes of it here. One test for each
 * row of that comparison in docs/edgex.md. Fixtures that are not on this machine are skipped.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { convert } from "../../../src/convert/convert.ts";
import { withCompanions } from "../../../src/convert/place/companions.ts";
import type { View } from "../../../src/convert/rule.ts";
import { rules } from "../../../src/convert/rules.ts";
import type { Conversion } from "../../../src/model/conversion.ts";
import { nodeAt, plainOf, showPath } from "../../../src/model/node.ts";
import type { Project } from "../../../src/model/project.ts";
import { readProject } from "../../../src/read/project.ts";
import type { SourceFile } from "../../../src/read/sources.ts";
import { countFates } from "../../../src/report/conversion/counts.ts";
import { stackFile } from "../../../src/report/stack-file/stack-file.ts";

const fixtures = resolve(import.meta.dirname, "../../../../shared/fixtures");

interface Mount {
  readonly type: string;
  readonly source?: string;
  readonly target: string;
  readonly read_only?: boolean;
}

interface Service {
  readonly image: string;
  readonly entrypoint?: unknown;
  readonly environment?: unknown;
  readonly read_only?: boolean;
  readonly cap_add?: readonly string[];
  readonly container_name?: string;
  readonly networks?: Readonly<Record<string, { readonly aliases?: readonly string[] } | null>>;
  readonly ports?: readonly { readonly target: number; readonly published?: number; readonly mode?: string }[];
  readonly volumes?: readonly (string | Mount)[];
  readonly secrets?: readonly unknown[];
  readonly deploy?: {
    readonly placement?: { readonly constraints?: readonly string[] };
    readonly restart_policy?: Readonly<Record<string, unknown>>;
  };
}

interface StackTree {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly driver?: string; readonly driver_opts?: object }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
}

function read(files: readonly SourceFile[], directory: string, projectName?: string): Project {
  const found = new Map<string, string | undefined>();
  for (;;) {
    const given = { files, directory, environment: {}, found, ...(projectName !== undefined && { projectName }) };
    const result = readProject(given);
    if (result.done) return result.project;
    for (const need of result.needs) found.set(need, undefined);
  }
}

const viewOf = (project: Project, waivers: readonly string[]): View => ({
  project,
  outputDirectory: project.directory,
  asideDirectory: "stack.files",
  digest: () => undefined,
  waived: (service, waiver) => waivers.includes(`${service}:${waiver}`),
});

function converted(name: string, waivers: readonly string[]) {
  const path = resolve(fixtures, name, "docker-compose.yml");
  const given = read([{ path, text: readFileSync(path, "utf8") }], dirname(path));
  const project = withCompanions(given);
  const conversion = convert(viewOf(given, waivers));
  const [source, stack] = [project.root, conversion.stack.root].map((root) => plainOf(root) as StackTree);
  if (!source || !stack) throw new Error("nothing was converted");
  return { given, project, source, conversion, stack };
}

const setupOf = { "edgex-jakarta": "secretstore-setup", "edgex-odessa": "security-secretstore-setup" } as const;
const cases = [
  ["edgex-jakarta", ["system:docker-socket"]],
  ["edgex-odessa", []],
] as const;

describe.each(cases.filter(([name]) => existsSync(resolve(fixtures, name))))("%s", (name, waivers) => {
  const { given, project, source, conversion, stack } = converted(name, waivers);
  const services = Object.entries(stack.services);
  const mountsOf = (service: Service) =>
    (service.volumes ?? []).map((item) => (typeof item === "string" ? mountOf(item) : item));
  const isDevice = (service: string) => /^device-|-device$/.test(service);

  test("nothing that keeps it safe is lost through the API, and nothing is refused", () => {
    expect(lossesOf(conversion)).toEqual([]);
    expect(conversion.refusals).toEqual([]);
  });

  test("each field that is counted is one of the file, counted once; the service that is added counts apart", () => {
    const counted = conversion.dispositions.map(({ path }) => showPath(path));
    expect(conversion.dispositions.filter(({ path }) => nodeAt(given.root, path) === undefined)).toEqual([]);
    expect(new Set(counted).size).toBe(counted.length);
    expect(conversion.made.map(({ service, of, zone }) => [service, of, zone])).toEqual([
      ["security-bootstrapper-device", "security-bootstrapper", "device"],
    ]);
  });

  test("docs/edgex.md has its figures", () => {
    const [file, api] = [countFates(conversion.dispositions, "file"), countFates(conversion.dispositions, "api")];
    const through = ({ kept, mapped, lost }: typeof file) => [kept, mapped, lost] as const;
    expect([file, api].map(({ fields }) => fields)).toEqual(Array(2).fill(conversion.dispositions.length));
    expect(through(file).reduce((sum, count) => sum + count)).toBe(file.fields);
    const row = [file.fields, ...through(file), through(api).join(", ")].join(" | ");
    const version = name === "edgex-jakarta" ? "EdgeX 2" : "EdgeX 4";
    expect(readFileSync(resolve(import.meta.dirname, "../../../docs/edgex.md"), "utf8")).toContain(
      `| ${version} | ${row} |`,
    );
  });

  test("every service is found by the names it had", () => {
    const unfound = Object.entries(source.services).filter(([service, { container_name }]) => {
      if (container_name === undefined) return false;
      const networks = Object.values(stack.services[service]?.networks ?? {});
      return !networks.every((network) => network?.aliases?.includes(container_name)) || networks.length === 0;
    });
    expect(unfound.map(([service]) => service)).toEqual([]);
    expect(services.filter(([, { container_name }]) => container_name !== undefined)).toEqual([]);
  });

  test("no-new-privileges goes through the API wherever it was", () => {
    const had = project.services.filter(({ map }) => JSON.stringify(plainOf(map)).includes("no-new-privileges"));
    expect(had.length).toBeGreaterThan(15);
    expect(had.filter((one) => conversion.stack.beyond.get(one.name)?.noNewPrivileges !== true)).toEqual([]);
  });

  test("restart is a policy; what does a job and ends is started again only when it fails", () => {
    const conditions = (wanted: string) =>
      services.filter(([, { deploy }]) => deploy?.restart_policy?.condition === wanted).map(([service]) => service);
    const job = name === "edgex-jakarta" ? "proxy-setup" : "core-common-config-bootstrapper";
    expect(conditions("on-failure")).toContain(job);
    expect(conditions("any").length).toBeGreaterThan(12);
    expect(stack.services[job]?.deploy?.restart_policy).toMatchObject({
      delay: expect.anything(),
      max_attempts: expect.anything(),
    });
    expect(services.filter(([, { deploy }]) => deploy?.restart_policy === undefined)).toEqual([]);
  });

  test("read-only file systems stay read-only, and what was tmpfs is", () => {
    for (const [service, before] of Object.entries(source.services)) {
      expect([service, stack.services[service]?.read_only]).toEqual([service, before.read_only]);
      const tmpfs = (before as { readonly tmpfs?: readonly string[] }).tmpfs ?? [];
      const mounts = mountsOf(stack.services[service] ?? before).filter(({ type }) => type === "tmpfs");
      expect(mounts.map(({ target }) => target).toSorted()).toEqual(tmpfs.toSorted());
    }
  });

  test("what listened on loopback is not published; the rest is, on its node, in the long form", () => {
    const published = services.flatMap(([service, { ports = [] }]) =>
      ports.map(({ target, mode }) => `${service} ${target} ${mode}`),
    );
    expect(published.toSorted()).toEqual(
      name === "edgex-jakarta"
        ? ["consul 8500 host", "kong 8000 host", "kong 8443 host", "ui 4000 host"]
        : ["nginx 8443 host", "ui 4000 host"],
    );
    expect(conversion.notices.map(({ code }) => code).filter((code) => /clear|http/.test(code))).not.toEqual([]);
  });

  test("each service sees its own secrets, and only the one that writes them sees all", () => {
    const setup = setupOf[name];
    const holders = new Map<string, string[]>();
    for (const [service, map] of services) {
      for (const { type, source: volume = "", target } of mountsOf(map)) {
        expect([service, type === "bind" && target.startsWith("/tmp/edgex")]).toEqual([service, false]);
        if (volume.startsWith("edgex-secrets")) holders.set(volume, [...(holders.get(volume) ?? []), service]);
      }
    }
    expect(holders.get("edgex-secrets")).toEqual([setup]);
    const shared = [...holders].filter(([, some]) => some.filter((one) => one !== setup).length > 1);
    expect(shared.map(([volume, some]) => [volume, some.filter((one) => one !== setup).toSorted()])).toEqual(
      name === "edgex-jakarta" ? [["edgex-secrets-security-proxy-setup", ["kong", "proxy-setup"]]] : [],
    );
    expect([...holders.values()].every((some) => some.includes(setup))).toBe(true);
    const readers = services.filter(([service]) => service !== setup).flatMap(([, map]) => mountsOf(map));
    const own = readers.filter(({ source: volume }) => volume?.startsWith("edgex-secrets-"));
    expect(own.length).toBeGreaterThan(10);
    expect(own.filter(({ read_only }) => read_only !== true)).toEqual([]);
  });

  test("a device service gets its own token as a secret that only its user reads", () => {
    for (const device of ["device-virtual", "device-rest"]) {
      expect(stack.services[device]?.secrets).toEqual([
        {
          source: `${device}_secrets-token`,
          target: `/tmp/edgex/secrets/${device}/secrets-token.json`,
          uid: "2002",
          gid: "2001",
          mode: 0o400,
        },
      ]);
      expect(stack.secrets?.[`${device}_secrets-token`]).toEqual({
        external: true,
        name: `${project.name}_${device}_secrets-token`,
      });
    }
    expect(services.filter(([service, { secrets }]) => secrets !== undefined && !isDevice(service))).toEqual([]);
  });

  test("the bridge is an encrypted overlay", () => {
    expect(stack.networks["edgex-network"]).toMatchObject({ driver: "overlay", driver_opts: { encrypted: "" } });
  });

  test("device services are on device nodes only, and nothing else ever is", () => {
    for (const [service, { deploy }] of services) {
      const constraints = deploy?.placement?.constraints ?? [];
      const zone = `node.labels.edgeward.zone ${isDevice(service) ? "==" : "!="} device`;
      expect([service, constraints.filter((one) => one.includes("edgeward.zone"))]).toEqual([service, [zone]]);
      expect(constraints.filter((one) => /hostname|node\.id/.test(one))).toEqual([]);
    }
    expect(
      services
        .map(([service]) => service)
        .filter(isDevice)
        .toSorted(),
    ).toEqual(["device-rest", "device-virtual", "security-bootstrapper-device"]);
  });

  test("services with data are pinned to one node for each zone, by a label", () => {
    const pins = new Map<string, string[]>();
    for (const [service, { deploy }] of services) {
      const [pin = "none", more] = (deploy?.placement?.constraints ?? []).filter((one) => one.includes("edgeward.pin"));
      expect(more).toBeUndefined();
      pins.set(pin, [...(pins.get(pin) ?? []), service]);
    }
    const [first = ""] = Object.keys(stack.services);
    expect([...pins.keys()].toSorted()).toEqual(
      [
        `node.labels.edgeward.pin.${name === "edgex-odessa" ? "edgex" : name}.${first} == true`,
        `node.labels.edgeward.pin.${name === "edgex-odessa" ? "edgex" : name}.device-rest == true`,
        ...(name === "edgex-jakarta" ? ["none"] : []),
      ].toSorted(),
    );
    expect(pins.get("none") ?? ["ui"]).toEqual(["ui"]);
  });

  test("the wait scripts stay, and each zone has somebody who fills their volume", () => {
    for (const [service, before] of Object.entries(source.services)) {
      expect([service, stack.services[service]?.entrypoint]).toEqual([service, before.entrypoint]);
    }
    const companion = stack.services["security-bootstrapper-device"];
    expect(companion?.image).toBe(stack.services["security-bootstrapper"]?.image);
    expect(
      mountsOf(companion ?? { image: "" }).find(({ target }) => target === "/edgex-init")?.read_only ?? false,
    ).toBe(false);
    expect(companion).not.toHaveProperty("ports");
    expect(companion).not.toHaveProperty("hostname");
  });

  test("memory of the secret store stays locked where it was", () => {
    const locked = services.filter(([, { cap_add }]) => cap_add?.includes("IPC_LOCK")).map(([service]) => service);
    expect(locked).toEqual(name === "edgex-jakarta" ? ["vault"] : []);
  });

  test("EdgeX listens on the task's own addresses, by the name that its version reads", () => {
    const names =
      name === "edgex-jakarta" ? ["Service_ServerBindAddr", "SERVICE_SERVERBINDADDR"] : ["SERVICE_SERVERBINDADDR"];
    const told = services.filter(([, { environment }]) => names.every((one) => isSet(environment, one, "0.0.0.0")));
    expect(told.map(([service]) => service)).toEqual(expect.arrayContaining(["device-rest", "device-virtual"]));
    expect(told.length).toBeGreaterThanOrEqual(9);
    const [setup, bootstrapper] = [stack.services[setupOf[name]], stack.services["security-bootstrapper"]];
    for (const other of [setup, bootstrapper])
      expect(isSet(other?.environment, "SERVICE_SERVERBINDADDR", "0.0.0.0")).toBe(false);
  });

  test("the stack file, converted once more, stays as it is", () => {
    const again = read(
      [{ path: "stack.yml", text: stackFile(conversion.stack.root) }],
      project.directory,
      project.name,
    );
    expect(withCompanions(again)).toBe(again);
    const edits = rules.flatMap((rule) => rule.propose(viewOf(again, waivers)).edits ?? []);
    expect(edits.map(({ kind, path }) => `${kind} ${showPath(path)}`)).toEqual([]);
  });
});

test.runIf(existsSync(resolve(fixtures, "edgex-jakarta")))(
  "who holds the engine's socket owns the swarm: refused",
  () => {
    const { conversion } = converted("edgex-jakarta", []);
    expect(conversion.refusals.map(({ code }) => code)).toEqual(["docker-socket"]);
  },
);

function lossesOf({ dispositions }: Conversion): readonly string[] {
  return dispositions.flatMap(({ path, file, api = file }) =>
    api.fate === "lost" && api.weakens === "security" ? [showPath(path)] : [],
  );
}

function mountOf(text: string): Mount {
  const [source = "", target = "", options = ""] = text.split(":");
  const type = source.startsWith("/") ? "bind" : "volume";
  return { type, source, target, read_only: options.split(",").includes("ro") };
}

function isSet(environment: unknown, name: string, value: string): boolean {
  if (Array.isArray(environment)) return environment.includes(`${name}=${value}`);
  return Object.entries(environment ?? {}).some(([key, one]) => key === name && one === value);
}
