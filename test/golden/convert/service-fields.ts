/** For each field of a service, values in all the spellings that the Compose Specification's schema allows. */
import fc from "fast-check";

const one = <T>(...values: T[]): fc.Arbitrary<unknown> => fc.constantFrom<unknown>(...values);
const flag = one<unknown>(true, false, "true", "false");
const duration = one("10s", "1m30s", "500ms", "1d", "2h45m");
const size = one<unknown>("512m", "1.5g", "64MiB", 67_108_864, "1048576");
const sizeText = one("512m", "1.5g", "64MiB", "1048576");
const labels = one<unknown>({ team: "plant", public: true, weight: 1.5, empty: null }, ["team=plant", "bare"], {});
const command = one<unknown>(
  "serve --port 80",
  "sh -c 'echo a # b'",
  "run '' 2>/dev/null && more",
  "; more",
  ["serve", "--now"],
  [],
  "",
  null,
);
const update = fc.record(
  {
    parallelism: one<unknown>(2, "2", 0),
    delay: duration,
    monitor: duration,
    failure_action: one("pause", "continue"),
    max_failure_ratio: one<unknown>(0.1, "0.2"),
    order: one("start-first", "stop-first"),
    "x-note": one("mine"),
  },
  { requiredKeys: [] },
);
const device = one<unknown>(
  { capabilities: ["gpu"], count: 1 },
  { capabilities: ["gpu"], device_ids: ["0"] },
  {
    capabilities: ["tpu"],
    count: "all",
  },
);

const deploy = fc.record(
  {
    mode: one("replicated", "global", "replicated-job"),
    replicas: one<unknown>(2, "3"),
    endpoint_mode: one("vip", "dnsrr"),
    labels,
    update_config: update,
    rollback_config: update,
    restart_policy: fc.record(
      {
        condition: one("any", "none", "on-failure"),
        delay: duration,
        max_attempts: one<unknown>(3, "3"),
        window: duration,
      },
      { requiredKeys: [] },
    ),
    placement: one<unknown>(
      { constraints: ["node.labels.site == lab"] },
      { preferences: [{ spread: "node.labels.rack" }], max_replicas_per_node: "2" },
      {},
    ),
    resources: fc.record(
      {
        limits: fc.record(
          { cpus: one<unknown>(0.5, "0.5", 2), memory: sizeText, pids: one<unknown>(100, "100") },
          { requiredKeys: [] },
        ),
        reservations: fc.record(
          {
            cpus: one<unknown>(0.25, "0.25"),
            memory: sizeText,
            generic_resources: one([{ discrete_resource_spec: { kind: "CAN", value: "1" } }]),
            devices: fc.array(device, { maxLength: 2 }),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
    "x-note": one("mine"),
  },
  { requiredKeys: [] },
);

const healthcheck = fc.record(
  {
    test: one<unknown>("curl localhost", ["CMD", "true"], ["NONE"]),
    interval: duration,
    timeout: duration,
    start_period: duration,
    start_interval: duration,
    retries: one<unknown>(3, "3"),
    disable: flag,
  },
  { requiredKeys: [] },
);

const dependsOn = one<unknown>(
  ["other"],
  {
    other: { condition: "service_healthy", restart: true, required: false },
  },
  { other: { condition: "service_completed_successfully" } },
  { other: { condition: "service_started" } },
);

const volumes = one<unknown>(
  ["data:/data", "./app.conf:/etc/app.conf:ro", "/var/log:/logs:z", "/anonymous"],
  [{ type: "volume", source: "data", target: "/data", volume: { nocopy: true, subpath: "a" } }],
  [{ type: "bind", source: "./conf", target: "/conf", bind: { create_host_path: true }, read_only: "true" }],
  [{ type: "tmpfs", target: "/cache", tmpfs: { size: "64m", mode: 0o700 } }],
  ["/tmp/edgex/secrets/core-data:/tmp/edgex/secrets/core-data:ro,z"],
  [],
);
const ports = one<unknown>(
  ["8080:80", "127.0.0.1:5432:5432", "9000-9002:9000-9002/udp", "53"],
  [{ target: 80, published: "8080", protocol: "tcp", mode: "host", name: "web", app_protocol: "http" }],
  [{ target: 443, published: "8443", host_ip: "127.0.0.1" }],
);
const networks = one<unknown>(
  ["front", "back"],
  { front: { aliases: ["www"], ipv4_address: "10.9.0.2" }, back: null },
  {
    back: { priority: 10 },
  },
);
const environment = one<unknown>({ A: 1, B: true, C: null, D: "{{ not a template }}", E: "text" }, ["A=1", "B"], {});
const grants = (name: string) =>
  one<unknown>([name], [{ source: name, target: "/run/x", uid: "1000", gid: "1000", mode: "0440" }]);

/** `image` apart, which every generated service has, and `extends`, which reading carries out. */
export const serviceFields: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  annotations: labels,
  attach: flag,
  blkio_config: one({ weight: 300 }),
  build: one<unknown>("./app", { context: "./app", args: { A: "b" } }),
  cap_add: one(["NET_ADMIN"], ["IPC_LOCK", "SYS_TIME"]),
  cap_drop: one(["ALL"]),
  cgroup: one("host", "private"),
  cgroup_parent: one("plant.slice"),
  command,
  configs: grants("app"),
  container_name: one("the-container"),
  cpu_count: one<unknown>(2, 0),
  cpu_percent: one<unknown>(50, "50"),
  cpu_period: one<unknown>(100_000, "50000"),
  cpu_quota: one<unknown>(50_000, "-1"),
  cpu_rt_period: one<unknown>("1400us", 11_000),
  cpu_rt_runtime: one<unknown>("400ms", 95_000),
  cpu_shares: one<unknown>(512, 0),
  cpus: one<unknown>(0.5, "1.5", 1e-7, 0),
  cpuset: one("0-1"),
  credential_spec: one({ file: "spec.json" }),
  depends_on: dependsOn,
  deploy: fc.oneof(deploy, one<unknown>(null, {})),
  develop: one({ watch: [] }),
  device_cgroup_rules: one(["c 188:* rmw"]),
  devices: one<unknown>(["/dev/ttyUSB0:/dev/ttyUSB0"], [{ source: "/dev/i2c-1" }], []),
  dns: one<unknown>("9.9.9.9", ["9.9.9.9", "1.1.1.1"]),
  dns_opt: one(["use-vc"]),
  dns_search: one<unknown>("plant.example", ["plant.example"]),
  domainname: one("plant.example"),
  entrypoint: command,
  env_file: one<unknown>("./app.env", ["./app.env"], [{ path: "./missing.env", required: false }]),
  environment,
  expose: one<unknown>([80, "443"], ["53/udp"]),
  external_links: one(["elsewhere:there"]),
  extra_hosts: one<unknown>(["gateway:10.0.0.1", "six=[::1]"], { gateway: "10.0.0.1" }),
  gpus: one<unknown>("all", [{ count: 1 }]),
  group_add: one<unknown>(["dialout", 998]),
  healthcheck,
  hostname: one("the-host", "host-{{.Node.Hostname}}"),
  init: flag,
  ipc: one("host", "private", "shareable", "none", "service:other"),
  isolation: one("default"),
  label_file: one<unknown>("./app.labels", ["./app.labels"]),
  labels,
  links: one(["other", "other:elsewhere"]),
  logging: one<unknown>({ driver: "json-file", options: { "max-size": "10m", "max-file": 3, tag: null } }, {}),
  mac_address: one("02:42:ac:11:00:02"),
  mem_limit: size,
  mem_reservation: size,
  mem_swappiness: one<unknown>(10, "10"),
  memswap_limit: one<unknown>("1g", -1),
  models: one<unknown>(["small"], { small: { endpoint_var: "URL" } }),
  network_mode: one("host", "none", "bridge", "service:other"),
  networks,
  oom_kill_disable: flag,
  oom_score_adj: one<unknown>(-500, "500"),
  pid: one<unknown>("host", null, "service:other"),
  pids_limit: one<unknown>(100, "100", -1),
  platform: one("linux/arm64", "linux/arm/v7", "linux/abacus"),
  ports,
  post_start: one([{ command: ["./warm-up"], user: "root" }]),
  pre_stop: one([{ command: "./drain" }]),
  privileged: flag,
  profiles: one(["debug"]),
  pull_policy: one("always", "never", "daily"),
  pull_refresh_after: one("24h"),
  read_only: flag,
  restart: one("always", "no", "on-failure", "on-failure:3", "unless-stopped"),
  runtime: one("runc", "runsc"),
  scale: one<unknown>(2, "3"),
  secrets: grants("password"),
  security_opt: one(
    ["no-new-privileges:true", "seccomp=unconfined"],
    ["seccomp:./p.json", "apparmor=mine", "label=type:t"],
    ["systempaths=unconfined"],
    [],
  ),
  shm_size: size,
  stdin_open: flag,
  stop_grace_period: duration,
  stop_signal: one("SIGINT"),
  storage_opt: one({ size: "1G" }),
  sysctls: one<unknown>({ "net.core.somaxconn": 1024, "net.ipv4.ip_forward": true }, ["net.core.somaxconn=1024"]),
  tmpfs: one<unknown>("/run", ["/run:size=64m,mode=0700", "/tmp:exec"], []),
  tty: flag,
  ulimits: one<unknown>({ nofile: { soft: "1024", hard: 4096 }, nproc: "65535" }, { memlock: -1 }),
  use_api_socket: one(true, false),
  user: one("1000:1000"),
  userns_mode: one("host"),
  uts: one("host"),
  volumes,
  volumes_from: one(["other", "other:ro"]),
  working_dir: one("/app"),
  "x-note": one<unknown>("mine", { deep: [1] }),
  "x-edgeward": one<unknown>(
    { role: "core" },
    { waivers: { privileged: "tried", devices: "tried", "docker-socket": "tried" }, zone: "lab" },
  ),
};
