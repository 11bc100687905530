/**
 * Every key that the Compose Specification gives a service, and what becomes of it here. A key that is in none of these tables is
 * unknown, and an error.
 */

/** Read into the stack. */
export const carried = [
  "command",
  "depends_on",
  "env_file",
  "environment",
  "expose",
  "image",
  "ports",
  "profiles",
  "secrets",
  "tmpfs",
  "volumes",
  "x-edgeward",
] as const;

/** How a container is named, labelled, drawn and stopped: without containers there is nothing to carry out, and no harm done. */
export const moot = [
  "annotations",
  "attach",
  "container_name",
  "domainname",
  "hostname",
  "init",
  "isolation",
  "labels",
  "label_file",
  "logging",
  "mac_address",
  "networks",
  "oom_score_adj",
  "platform",
  "pull_policy",
  "pull_refresh_after",
  "restart",
  "stdin_open",
  "stop_grace_period",
  "stop_signal",
  "storage_opt",
  "tty",
] as const;

const containerless = "Nothing to do for an embedded service: it has no container that this could shape.";
const limits = "Bound the service with `x-edgeward.policy`, or with the machine's own limits.";
const program = "Nothing to do for an embedded service; any other needs its container.";

/** Known, and not carried out by this version: each is said once, with what to do instead. */
export const notCarried: Readonly<Record<string, string>> = {
  blkio_config: limits,
  build: "Name the published image in `image`, or say what the service is for with `x-edgeward: { role: … }`.",
  cap_add: containerless,
  cap_drop: containerless,
  cgroup: containerless,
  cgroup_parent: containerless,
  configs: "Bring the file in with a bind mount under `volumes`.",
  cpu_count: limits,
  cpu_percent: limits,
  cpu_period: limits,
  cpu_quota: limits,
  cpu_rt_period: limits,
  cpu_rt_runtime: limits,
  cpu_shares: limits,
  cpus: limits,
  cpuset: limits,
  credential_spec: containerless,
  deploy: "One of each service runs here; replicas, placement and limits wait for the swarm engine.",
  develop: "Take it out for a stack that runs on its own.",
  device_cgroup_rules: containerless,
  devices: "Give the user that runs Edgeward access to the device.",
  dns: "Services find each other on this machine; set resolvers there.",
  dns_opt: "Services find each other on this machine; set resolvers there.",
  dns_search: "Services find each other on this machine; set resolvers there.",
  entrypoint: program,
  external_links: "Name the other program's address in the service's settings.",
  extra_hosts: "Add the name to the machine's /etc/hosts.",
  gpus: program,
  group_add: containerless,
  healthcheck: "Nothing to do for an embedded service: it is checked in a way of its own.",
  ipc: containerless,
  links: "Use `depends_on` for the order; services find each other by name.",
  mem_limit: limits,
  mem_reservation: limits,
  mem_swappiness: limits,
  memswap_limit: limits,
  models: program,
  network_mode:
    "Services share the machine's loopback here; say what listens elsewhere with `x-edgeward: { listen: … }`.",
  oom_kill_disable: limits,
  pid: containerless,
  pids_limit: limits,
  post_start: program,
  pre_start: program,
  pre_stop: program,
  privileged: "Take it out: nothing runs with more rights than the user has.",
  provider: program,
  read_only: containerless,
  runtime: containerless,
  scale: "One of each service runs here; write a second service for a second one.",
  security_opt: containerless,
  shm_size: limits,
  sysctls: "Set it on the machine with sysctl.",
  ulimits: limits,
  use_api_socket: "Take it out: the Docker socket gives the service the whole machine.",
  user: "Nothing to do: embedded services run as the user that starts Edgeward.",
  userns_mode: containerless,
  uts: containerless,
  volumes_from: "Write the mounts out under `volumes`.",
  working_dir: program,
};

export const serviceKeys: readonly string[] = [...carried, ...moot, ...Object.keys(notCarried)];
