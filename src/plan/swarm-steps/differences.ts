/**
 * Where a service on a swarm is not what was sent: somebody has changed it, or we want something else now.
 * An engine adds fields of its own (ids, defaults, what is newer than we know): those are no differences. What it may leave out for being
 * empty is none either.
 */
import type { ServiceSpec } from "../../model/engine-api.ts";
import { specLabel } from "../../model/swarm-plan.ts";

/** Set where a person wants tasks anew; it says nothing of what they are. */
const passedOver = new Set(["TaskTemplate.ForceUpdate", `Labels.${specLabel}`]);

/** What the engine writes where nothing was said. @see moby, daemon/cluster/convert, and swarmkit, api/defaults */
const defaults: Readonly<Record<string, unknown>> = {
  "TaskTemplate.ContainerSpec.Isolation": "default",
  "EndpointSpec.Mode": "vip",
  "EndpointSpec.Ports.*.Protocol": "tcp",
  "EndpointSpec.Ports.*.PublishMode": "ingress",
  "Mode.Replicated.Replicas": 1,
  "Mode.ReplicatedJob.MaxConcurrent": 1,
  "Mode.ReplicatedJob.TotalCompletions": 1,
  "UpdateConfig.FailureAction": "pause",
  "UpdateConfig.Order": "stop-first",
  "UpdateConfig.Parallelism": 1,
  "RollbackConfig.FailureAction": "pause",
  "RollbackConfig.Order": "stop-first",
  "RollbackConfig.Parallelism": 1,
  "TaskTemplate.RestartPolicy.Condition": "any",
};

/** Fields that a person can set from outside, so that their presence alone is a difference. Others are the engine's. */
const settable = new Set([
  ...["Name", "Labels", "TaskTemplate", "Mode", "UpdateConfig", "RollbackConfig", "EndpointSpec", "ContainerSpec"],
  ...[
    "Resources",
    "RestartPolicy",
    "Placement",
    "Networks",
    "LogDriver",
    "Image",
    "Command",
    "Args",
    "Hostname",
    "Env",
  ],
  ...["Dir", "User", "Groups", "Privileges", "Init", "StopSignal", "StopGracePeriod", "TTY", "OpenStdin", "ReadOnly"],
  ...["Mounts", "Healthcheck", "Hosts", "DNSConfig", "Secrets", "Configs", "Isolation", "Sysctls", "CapabilityAdd"],
  ...["CapabilityDrop", "Ulimits", "OomScoreAdj", "Replicated", "Global", "ReplicatedJob", "GlobalJob", "Ports"],
  ...["Constraints", "Preferences", "MaxReplicas", "Limits", "Reservations", "Condition", "Replicas", "Order"],
  ...["NoNewPrivileges", "Seccomp", "AppArmor", "SELinuxContext", "CredentialSpec", "Parallelism", "FailureAction"],
]);
/** Their keys are anybody's. */
const free = /(^|\.)(Labels|Options|DriverOpts|Sysctls)$/;

/** @returns dotted paths of fields, in the order of the specification; never a value */
export function differences(sent: ServiceSpec, seen: ServiceSpec): readonly string[] {
  return differ(sent, seen, "", "");
}

/** For people: without what all fields of a task have in common, each once. */
export function shownFields(paths: readonly string[]): string {
  const short = paths.map((path) => path.replace(/^TaskTemplate\.(ContainerSpec\.)?/, "").replace(/\.\d+.*$/, ""));
  const all = [...new Set(short)];
  return all.length > 4 ? `${all.slice(0, 4).join(", ")} and ${all.length - 4} more` : all.join(", ");
}

/** @param kind the path with `*` for places in lists */
function differ(sent: unknown, seen: unknown, path: string, kind: string): readonly string[] {
  if (passedOver.has(path) || isHole(sent)) return [];
  const [one, other] = [sent, seen].map((value) => (isEmpty(value) ? defaults[kind] : value));
  if (isEmpty(one) && isEmpty(other)) return [];
  if (Array.isArray(one) || Array.isArray(other)) return list(one, other, path, kind);
  if (!isMap(one) && !isMap(other)) return Object.is(one, other) ? [] : [path];
  const [left, right] = [one, other].map((value) => (isMap(value) ? value : {})) as [Fields, Fields];
  const added = Object.keys(right).filter((key) => !(key in left) && (free.test(path) || settable.has(key)));
  return [...Object.keys(left), ...added].flatMap((key) =>
    differ(left[key], right[key], path === "" ? key : `${path}.${key}`, kind === "" ? key : `${kind}.${key}`),
  );
}

function list(one: unknown, other: unknown, path: string, kind: string): readonly string[] {
  const [left, right] = [one, other].map((value) => (Array.isArray(value) ? (value as readonly unknown[]) : []));
  if (left?.length !== right?.length) return [path];
  return (left ?? []).flatMap((item, index) => differ(item, right?.[index], `${path}.${index}`, `${kind}.*`));
}

type Fields = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

/** What the engine's hand fills in. */
const isHole = (value: unknown): boolean => isMap(value) && typeof value.file === "string";

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) && Object.values(value).every(isEmpty);
}
