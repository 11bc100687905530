import { type ApiVersion, atLeast, type Loss, type ServiceSpec } from "../../model/engine-api.ts";
import { nodeAt, type Path } from "../../model/node.ts";
import type { ServiceScope } from "./scope.ts";

export interface Newer {
  /** Where it stands in a ServiceSpec; `*` is every item of a list. */
  readonly field: string;
  readonly since: ApiVersion;
  /** Where it stands in a service of a compose file. */
  readonly compose: Path;
  readonly weakens: Loss["weakens"];
  readonly remedy?: string;
  /** Without it the engine is only stricter: no loss of security. */
  readonly loosens?: (value: unknown) => boolean;
  /** The engine's default anyway: its loss is none. */
  readonly unless?: (value: unknown) => boolean;
  /** It is sent all the same, so that an older engine refuses the service and does not run it as something else. */
  readonly keep?: true;
  /** Of the values that the field may have, those that are newer. */
  readonly only?: (value: unknown) => boolean;
}

const container = "TaskTemplate.ContainerSpec";
const modeIs = (mode: string) => (value: unknown) => (value as { readonly Mode?: string }).Mode === mode;
const isDefault = modeIs("default");

/**
 * What came into the API after 1.39; an older engine leaves it out without a word. A subpath is in the API from 1.45 on, but only from
 * Docker 27.0 on do a swarm's nodes heed it.
 * @see moby, Engine API version history, adjustForAPIVersion in the daemon's swarm router, and release notes of 27.0
 */
export const newer: readonly Newer[] = [
  { field: `${container}.Sysctls`, since: "1.40", compose: ["sysctls"], weakens: "security" },
  {
    field: `${container}.Privileges.CredentialSpec.Config`,
    since: "1.40",
    compose: ["credential_spec"],
    weakens: "behaviour",
  },
  {
    field: "TaskTemplate.Placement.MaxReplicas",
    since: "1.40",
    compose: ["deploy", "placement", "max_replicas_per_node"],
    weakens: "behaviour",
  },
  { field: `${container}.CapabilityDrop`, since: "1.41", compose: ["cap_drop"], weakens: "security" },
  { field: `${container}.CapabilityAdd`, since: "1.41", compose: ["cap_add"], weakens: "behaviour" },
  { field: `${container}.Ulimits`, since: "1.41", compose: ["ulimits"], weakens: "behaviour" },
  {
    field: "TaskTemplate.Resources.Limits.Pids",
    since: "1.41",
    compose: ["deploy", "resources", "limits", "pids"],
    weakens: "security",
  },
  { field: "Mode.ReplicatedJob", since: "1.41", compose: ["deploy", "mode"], weakens: "behaviour", keep: true },
  { field: "Mode.GlobalJob", since: "1.41", compose: ["deploy", "mode"], weakens: "behaviour", keep: true },
  {
    field: `${container}.Mounts.*.ClusterOptions`,
    since: "1.42",
    compose: ["volumes"],
    weakens: "behaviour",
    keep: true,
  },
  { field: `${container}.Privileges.NoNewPrivileges`, since: "1.44", compose: ["security_opt"], weakens: "security" },
  {
    field: `${container}.Privileges.Seccomp`,
    since: "1.44",
    compose: ["security_opt"],
    weakens: "security",
    loosens: modeIs("unconfined"),
    unless: isDefault,
  },
  {
    field: `${container}.Privileges.AppArmor`,
    since: "1.44",
    compose: ["security_opt"],
    weakens: "behaviour",
    unless: isDefault,
  },
  {
    field: `${container}.Healthcheck.StartInterval`,
    since: "1.44",
    compose: ["healthcheck", "start_interval"],
    weakens: "behaviour",
  },
  {
    field: `${container}.Mounts.*.VolumeOptions.Subpath`,
    since: "1.46",
    compose: ["volumes"],
    weakens: "security",
    remedy: "give the service a volume of its own: an older engine mounts the whole one",
  },
  { field: `${container}.Mounts.*.TmpfsOptions.Options`, since: "1.46", compose: ["volumes"], weakens: "security" },
  { field: `${container}.OomScoreAdj`, since: "1.46", compose: ["oom_score_adj"], weakens: "behaviour" },
  {
    field: `${container}.Mounts.*.Type`,
    since: "1.48",
    compose: ["volumes"],
    weakens: "behaviour",
    only: (value) => value === "image",
    keep: true,
  },
];

const stepsOf = new Map(newer.map(({ field }) => [field, field.split(".")]));

/** The service as an engine of this version understands it; what goes is said. */
export function forEngine(api: ApiVersion, spec: ServiceSpec, service: ServiceScope): ServiceSpec {
  let rest: unknown = spec;
  for (const entry of newer) {
    if (atLeast(api, entry.since)) continue;
    const steps = stepsOf.get(entry.field) ?? [];
    const values = valuesAt(rest, steps).filter((value) => value !== false && (entry.only?.(value) ?? true));
    if (values.length === 0) continue;
    if (!entry.keep) rest = without(rest, steps);
    if (values.every((value) => entry.unless?.(value))) continue;
    const weakens = values.every((value) => entry.loosens?.(value)) ? "behaviour" : entry.weakens;
    service.lose({ ...lossOf(api, entry, service), weakens });
  }
  // Only fields that may be absent are taken away.
  return rest as ServiceSpec;
}

function lossOf(api: ApiVersion, { field, since, compose, weakens, remedy, keep }: Newer, service: ServiceScope): Loss {
  const path = ["services", service.name, ...compose];
  const name = field.split(".").at(-1) ?? field;
  const instead = remedy ?? "take it out";
  return {
    service: service.name,
    path,
    at: nodeAt(service.stack.root, path)?.at ?? service.at,
    what: keep
      ? `needs API ${since}, and the engine speaks ${api}: it does not run the service as it is meant`
      : `is not carried: ${name} needs API ${since}, and the engine speaks ${api}`,
    since,
    remedy: `Update the engine to Docker ${releaseOf[since] ?? `with API ${since}`} or later, or ${instead}.`,
    weakens,
  };
}

/** First release of the engine that speaks it. @see moby, "API version matrix" */
const releaseOf: Readonly<Record<string, string>> = {
  "1.40": "19.03",
  "1.41": "20.10",
  "1.42": "23.0",
  "1.44": "25.0",
  "1.46": "27.0",
  "1.48": "28.0",
};

function valuesAt(value: unknown, [step, ...steps]: readonly string[]): readonly unknown[] {
  if (step === undefined) return value === undefined ? [] : [value];
  if (step === "*") return Array.isArray(value) ? value.flatMap((item: unknown) => valuesAt(item, steps)) : [];
  return typeof value === "object" && value !== null ? valuesAt((value as Record<string, unknown>)[step], steps) : [];
}

function without(value: unknown, [step = "", ...steps]: readonly string[]): unknown {
  if (step === "*") return Array.isArray(value) ? value.map((item: unknown) => without(item, steps)) : value;
  if (typeof value !== "object" || value === null || !(step in value)) return value;
  const { [step]: inner, ...rest } = value as Record<string, unknown>;
  return steps.length === 0 ? rest : { ...rest, [step]: without(inner, steps) };
}
