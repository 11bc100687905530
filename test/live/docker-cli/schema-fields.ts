/**
 * Every field that version 3.13 of the stack file has and that the CLI sends on, `*` for any name and any item. Left out: what it passes
 * over (build, devices, links, …).
 */
import { parse } from "yaml";

const fields = (above: string, names: string) => names.split(" ").map((name) => `${above}.${name}`);
const update = "parallelism delay failure_action monitor max_failure_ratio order";

export const schemaFields: readonly string[] = [
  ...fields(
    "services.*",
    "cap_add cap_drop command configs credential_spec deploy dns dns_search entrypoint env_file environment extra_hosts healthcheck " +
      "hostname image init isolation labels logging networks ports read_only restart secrets stdin_open stop_grace_period stop_signal " +
      "sysctls tty ulimits user volumes working_dir",
  ),
  ...fields("services.*.configs.*", "source target uid gid mode"),
  ...fields("services.*.secrets.*", "source target uid gid mode"),
  ...fields("services.*.credential_spec", "config file registry"),
  ...fields("services.*.healthcheck", "disable interval retries test timeout start_period start_interval"),
  ...fields("services.*.logging", "driver options"),
  ...fields("services.*.networks.*", "aliases driver_opts"),
  ...fields("services.*.ports.*", "mode target published protocol"),
  ...fields("services.*.ulimits.*", "soft hard"),
  ...fields("services.*.volumes.*", "type source target read_only consistency bind volume tmpfs"),
  ...fields("services.*.volumes.*", "bind.propagation volume.nocopy volume.subpath tmpfs.size"),
  ...fields(
    "services.*.deploy",
    "mode endpoint_mode replicas labels rollback_config update_config resources restart_policy",
  ),
  ...fields("services.*.deploy.update_config", update),
  ...fields("services.*.deploy.rollback_config", update),
  ...fields("services.*.deploy.restart_policy", "condition delay max_attempts window"),
  ...fields("services.*.deploy.placement", "constraints preferences preferences.*.spread max_replicas_per_node"),
  ...fields(
    "services.*.deploy.resources",
    "limits.cpus limits.memory limits.pids reservations.cpus reservations.memory",
  ),
  ...fields("services.*.deploy.resources.reservations.generic_resources.*.discrete_resource_spec", "kind value"),
  ...fields("networks.*", "name driver driver_opts ipam.driver ipam.config.*.subnet external external.name internal"),
  ...fields("networks.*", "attachable labels"),
  ...fields("volumes.*", "name driver driver_opts external external.name labels x-cluster-spec"),
  ...fields("secrets.*", "name file external labels driver driver_opts template_driver"),
  ...fields("configs.*", "name file external external.name labels template_driver"),
];

/** The fields that stand in a stack file, each also with `*` for any of its steps. */
export function fieldsIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (value: unknown, paths: readonly string[]): void => {
    for (const path of paths) found.add(path);
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const next = paths.flatMap((path) => (path === "" ? [key] : [`${path}.${key}`, `${path}.*`]));
      walk(inner, [...new Set(next)]);
    }
  };
  walk(parse(text, { merge: true }), [""]);
  return found;
}
