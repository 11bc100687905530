/** Which part each service plays, told by the compose file itself: whom it depends on, where it listens, where its token lies. */
import { stringify } from "yaml";

export interface Service {
  readonly image: string;
  readonly hostname: string;
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}
export type Services = Readonly<Record<string, Service>>;

const secrets = "/tmp/edgex/secrets";
/** Only these write what others read. */
const bootstrapper = "security-bootstrapper";
const setup = "secretstore-setup";

/** Of the directory that a service has for its token, if it has one. */
export const tokenOf = ({ volumes = [] }: Service): string | undefined =>
  volumes
    .map((mount) => mount.split(":"))
    .find(([source, target]) => source === target && source?.startsWith(`${secrets}/`))?.[0]
    ?.slice(secrets.length + 1);

const portsOf = (name: string, { ports = [], environment = {} }: Service): readonly string[] => {
  if (name === bootstrapper) return ["54321"];
  // The second is EdgeX 4's, where one token is made anew.
  if (name === setup) return [environment.STAGEGATE_SECRETSTORESETUP_TOKENS_READYPORT ?? "", "59843"];
  return ports.map(
    (port) =>
      port
        .replace(/\/tcp$/, "")
        .split(":")
        .at(-1) ?? "",
  );
};

/** @param leaseS of every token, in seconds */
export function partsOf(services: Services, leaseS: number): string {
  const calls = (name: string): readonly string[] =>
    (services[name]?.depends_on ?? []).flatMap((other) => {
      const called = services[other];
      const [port] = called ? portsOf(other, called) : [];
      return called && port ? [`${called.hostname}:${port}`] : [];
    });
  const scripts = Object.values(services).flatMap(({ entrypoint: [first = ""] = [] }) =>
    first.startsWith("/edgex-init/") ? [first.slice("/edgex-init/".length)] : [],
  );
  const tokens = Object.values(services).flatMap((service) => tokenOf(service) ?? []);
  const parts = Object.entries(services).map(([name, service]) => {
    const token = tokenOf(service);
    const environment = {
      LISTENS: portsOf(name, service).join(" "),
      CALLS: calls(name).join(" "),
      // Kong's runs as another user, who may not read what it shares with the proxy's setup.
      ...(token !== undefined && name !== "kong" && { AWAITS: `${secrets}/${token}/secrets-token.json` }),
      ...(name === bootstrapper && { FILLS: [...new Set(scripts)].join(" ") }),
      ...(name === setup && {
        ISSUES: [...new Set(tokens)].join(" "),
        STORE: "edgex-vault 8200",
        LEASE: String(leaseS),
      }),
    };
    return [name, { environment, ...(name === setup && { entrypoint: ["/stand-in.sh"] }) }];
  });
  return stringify({ services: Object.fromEntries(parts) });
}
