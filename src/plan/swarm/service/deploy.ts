/** `deploy`: how many tasks, where, with what, and how they are replaced. */
import { goText } from "../../../compose/amount/go-text.ts";
import { sizeOf } from "../../../compose/amount/size.ts";
import type {
  Placement,
  Reservations,
  RestartPolicy,
  ServiceMode,
  TaskSpec,
  UpdateConfig,
} from "../../../model/engine-api.ts";
import type { Mapping } from "../../../model/node.ts";
import { nanoCpus } from "../reading/cpus.ts";
import { filled, given } from "../reading/defined.ts";
import { durationIn, itemsIn, mapIn, numberIn, scalarIn, textIn, textsIn } from "../reading/values.ts";
import type { ServiceScope } from "../scope.ts";

export function modeOf(service: ServiceScope): ServiceMode {
  const deploy = mapIn(service.map, "deploy");
  const [mode, replicas] = [textIn(deploy, "mode") ?? "replicated", numberIn(deploy, "replicas")];
  switch (mode) {
    case "replicated":
      return { Replicated: given({ Replicas: replicas }) };
    case "replicated-job":
      return { ReplicatedJob: given({ MaxConcurrent: replicas, TotalCompletions: replicas }) };
    case "global":
    case "global-job":
      if (replicas !== undefined) {
        const remedy = "Take `replicas` out: one runs on each node.";
        service.refuse(deploy?.at ?? service.at, `the mode ${mode} has no number of replicas`, remedy);
      }
      return mode === "global" ? { Global: {} } : { GlobalJob: {} };
    default: {
      const remedy = "Write replicated, global, replicated-job or global-job.";
      service.refuse(deploy?.at ?? service.at, "`deploy.mode` is none that is known", remedy);
      return { Replicated: {} };
    }
  }
}

export function resourcesOf(service: ServiceScope): TaskSpec["Resources"] {
  const resources = mapIn(mapIn(service.map, "deploy"), "resources");
  const [limits, reservations] = [mapIn(resources, "limits"), mapIn(resources, "reservations")];
  return given({
    Limits: limits && { ...cpuAndMemory(service, limits), ...filled({ Pids: numberIn(limits, "pids") }) },
    Reservations: reservations && reserved(service, reservations),
  });
}

function reserved(service: ServiceScope, map: Mapping): Reservations {
  const generic = itemsIn(map, "generic_resources").map((item) => {
    const spec = item.kind === "map" ? mapIn(item, "discrete_resource_spec") : undefined;
    const kind = spec && filled({ Kind: textIn(spec, "kind"), Value: numberIn(spec, "value") });
    return given({ DiscreteResourceSpec: kind });
  });
  return { ...cpuAndMemory(service, map), ...filled({ GenericResources: generic }) };
}

function cpuAndMemory(service: ServiceScope, map: Mapping) {
  const [cpus, memory] = [scalarIn(map, "cpus"), scalarIn(map, "memory")];
  const nano = cpus && nanoCpus(goText(cpus) ?? "");
  const bytes = memory && sizeOf(memory);
  if (cpus && nano === undefined) {
    service.refuse(cpus.at, "`cpus` is no number of CPUs", 'Write a number such as "0.5", to nine decimals.');
  }
  if (memory && bytes === undefined) service.refuse(memory.at, "`memory` is no size", "Write a size such as 512m.");
  return filled({ NanoCPUs: nano, MemoryBytes: bytes });
}

export function placementOf(service: ServiceScope): Placement {
  const placement = mapIn(mapIn(service.map, "deploy"), "placement");
  const preferences = itemsIn(placement, "preferences").map((item) => ({
    Spread: { SpreadDescriptor: (item.kind === "map" && textIn(item, "spread")) || "" },
  }));
  return filled({
    Constraints: textsIn(placement, "constraints"),
    Preferences: preferences,
    MaxReplicas: numberIn(placement, "max_replicas_per_node"),
  });
}

/** `restart` counts only where there is no `deploy.restart_policy`. */
export function restartOf(service: ServiceScope): RestartPolicy | undefined {
  const policy = mapIn(mapIn(service.map, "deploy"), "restart_policy");
  if (policy === undefined) return fromRestart(service);
  return {
    ...filled({ Condition: textIn(policy, "condition") }),
    ...given({
      Delay: durationIn(policy, "delay"),
      MaxAttempts: numberIn(policy, "max_attempts"),
      Window: durationIn(policy, "window"),
    }),
  };
}

function fromRestart(service: ServiceScope): RestartPolicy | undefined {
  const restart = scalarIn(service.map, "restart");
  const [, name, count] = /^([a-z-]+)(?::(\d+))?$/.exec((restart && goText(restart)) ?? "no") ?? [];
  if (name === "no") return undefined;
  if (name === "always" || name === "unless-stopped") return { Condition: "any" };
  if (name === "on-failure") return { Condition: "on-failure", ...filled({ MaxAttempts: Number(count ?? 0) }) };
  const remedy = "Write no, always, unless-stopped, or on-failure with or without `:3`.";
  return restart && service.refuse(restart.at, "`restart` is none that is known", remedy);
}

export function updateOf(service: ServiceScope, key: "update_config" | "rollback_config"): UpdateConfig | undefined {
  const update = mapIn(mapIn(service.map, "deploy"), key);
  if (update === undefined) return undefined;
  return {
    Parallelism: numberIn(update, "parallelism") ?? 1,
    ...filled({
      Delay: durationIn(update, "delay"),
      FailureAction: textIn(update, "failure_action"),
      Monitor: durationIn(update, "monitor"),
    }),
    MaxFailureRatio: numberIn(update, "max_failure_ratio") ?? 0,
    Order: textIn(update, "order") ?? "",
  };
}
