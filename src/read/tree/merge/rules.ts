import { waysOf } from "../ways.ts";

export type MergeRule =
  /** The later one stands alone, also when it is empty: appending to a command makes no sense. */
  | "replace"
  /** `NAME=value` items and a map are two ways to write the same. */
  | "by-name"
  /** A list of names and a map of names to settings are two ways to write the same. */
  | "names"
  /** Likewise, where settings may not be left empty. */
  | "named-maps"
  /** So are they, and a name alone waits until the service has started. */
  | "dependencies"
  /** A single text is a list of one. */
  | "grow"
  /** A text is short for a map with `context`. */
  | "build"
  /** Options belong to one driver. */
  | "logging"
  /** A name may stand for several addresses. */
  | "hosts"
  /** By subnet. */
  | "subnets";

/**
 * Where two files merge in another way than maps key by key, lists one after the other, and single values by replacing.
 * @see Compose Specification, "Merge", "Exceptions", and "extends", "Mappings"; where it is silent, what Compose does
 */
export const mergeWays = waysOf<MergeRule>({
  "services.*.annotations": "by-name",
  "services.*.build": "build",
  "services.*.build.additional_contexts": "by-name",
  "services.*.build.args": "by-name",
  "services.*.build.extra_hosts": "hosts",
  "services.*.build.labels": "by-name",
  "services.*.build.ssh": "by-name",
  "services.*.build.ulimits.*": "replace",
  "services.*.command": "replace",
  "services.*.depends_on": "dependencies",
  "services.*.deploy.labels": "by-name",
  "services.*.dns": "grow",
  "services.*.dns_opt": "grow",
  "services.*.dns_search": "grow",
  "services.*.entrypoint": "replace",
  "services.*.env_file": "grow",
  "services.*.environment": "by-name",
  "services.*.extra_hosts": "hosts",
  "services.*.healthcheck.test": "replace",
  "services.*.label_file": "grow",
  "services.*.labels": "by-name",
  "services.*.logging": "logging",
  "services.*.models": "named-maps",
  "services.*.networks": "names",
  "services.*.sysctls": "by-name",
  "services.*.tmpfs": "grow",
  "services.*.ulimits.*": "replace",
  "services.*.x-edgeward.collect.lines.command": "replace",
  "services.*.x-edgeward.fills": "grow",
  "services.*.x-edgeward.publish": "grow",
  "services.*.x-edgeward.subscribe": "grow",
  "configs.*.external": "replace",
  "configs.*.labels": "by-name",
  "networks.*.external": "replace",
  "networks.*.ipam.config": "subnets",
  "networks.*.labels": "by-name",
  "secrets.*.external": "replace",
  "secrets.*.labels": "by-name",
  "volumes.*.external": "replace",
  "volumes.*.labels": "by-name",
  "x-edgeward.zones.*": "replace",
});
