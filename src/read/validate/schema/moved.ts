/** Keys that older versions of Compose had, or that stand one level too high: where what they say belongs now. */
import type { Path } from "../../../model/node.ts";

const old: Readonly<Record<string, string>> = {
  volume_driver: "Declare the volume under the top-level `volumes:` with `driver: NAME`, and mount it by its name.",
  net: "Write `network_mode: host` (or what it says), or list the networks under `networks:`.",
  log_driver: "Write `logging: { driver: NAME }`.",
  log_opt: "Write `logging: { options: { … } }`.",
  memory: "Write `mem_limit: 512m`, or `deploy: { resources: { limits: { memory: 512m } } }`.",
  name: "Write `container_name:`; the service's name is its key.",
  env: "Did you mean `environment`?",
};

const below: Readonly<Record<string, readonly string[]>> = {
  "deploy:": [
    "replicas",
    "placement",
    "resources",
    "restart_policy",
    "update_config",
    "rollback_config",
    "endpoint_mode",
  ],
  "deploy: resources:": ["limits", "reservations"],
  "deploy: placement:": ["constraints", "preferences", "max_replicas_per_node"],
  "healthcheck:": ["test", "interval", "timeout", "retries", "start_period", "start_interval"],
  "build:": ["context", "dockerfile", "dockerfile_inline", "args", "target", "cache_from"],
  "logging:": ["driver", "options"],
};

/** @param path of the map that the key stands in. @returns a remedy, when we know where it belongs */
export function movedRemedy(path: Path, key: string): string | undefined {
  const [section] = path;
  if (path.length === 2 && section === "services") {
    const parent = Object.keys(below).find((name) => below[name]?.includes(key));
    return (Object.hasOwn(old, key) ? old[key] : undefined) ?? (parent && `It belongs below \`${parent}\`.`);
  }
  if (path.length === 2 && section === "networks" && ["subnet", "gateway", "ip_range"].includes(key)) {
    return "Write `ipam: { config: [{ subnet: 10.5.0.0/16 }] }`.";
  }
  return undefined;
}
