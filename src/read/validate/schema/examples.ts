/** What right syntax looks like, for remedies: by path below a service or a section, without names and indexes. */
import type { Path } from "../../../model/node.ts";

const shared: Readonly<Record<string, string>> = {
  driver_opts: "driver_opts: { type: nfs }",
  enable_ipv4: "enable_ipv4: true",
  enable_ipv6: "enable_ipv6: true",
  environment: "environment: { NAME: value }",
  external: "external: true",
  internal: "internal: true",
  labels: 'labels: { com.example.team: "edge" }',
  command: 'command: ["program", "--option"]',
};

const inService: Readonly<Record<string, string>> = {
  annotations: 'annotations: { com.example.note: "text" }',
  attach: "attach: false",
  blkio_config: "blkio_config: { weight: 300 }",
  build: "build: { context: ./app }",
  "build.args": 'build: { args: { VERSION: "1.2" } }',
  cap_add: "cap_add: [NET_ADMIN]",
  cap_drop: "cap_drop: [ALL]",
  cgroup: "cgroup: private",
  cgroup_parent: "cgroup_parent: edge.slice",
  configs: "configs: [app_config]",
  container_name: "container_name: web-1",
  cpu_count: "cpu_count: 2",
  cpu_percent: "cpu_percent: 50",
  cpu_period: "cpu_period: 100000",
  cpu_quota: "cpu_quota: 50000",
  cpu_rt_period: "cpu_rt_period: 1000000",
  cpu_rt_runtime: "cpu_rt_runtime: 950000",
  cpu_shares: "cpu_shares: 512",
  cpus: 'cpus: "1.5"',
  cpuset: 'cpuset: "0-3"',
  credential_spec: "credential_spec: { config: my_spec }",
  depends_on: "depends_on: { db: { condition: service_healthy } }",
  deploy: "deploy: { replicas: 2 }",
  "deploy.mode": "deploy: { mode: global }",
  "deploy.placement": 'deploy: { placement: { constraints: ["node.role == manager"] } }',
  "deploy.placement.constraints": 'constraints: ["node.role == manager"]',
  "deploy.resources": 'deploy: { resources: { limits: { cpus: "0.5", memory: 512m } } }',
  "deploy.resources.limits": 'limits: { cpus: "0.5", memory: 512m, pids: 100 }',
  "deploy.resources.limits.cpus": 'cpus: "0.5"',
  "deploy.resources.limits.memory": "memory: 512m",
  "deploy.restart_policy": "restart_policy: { condition: on-failure, max_attempts: 3 }",
  develop: "develop: { watch: [{ path: ., action: rebuild }] }",
  device_cgroup_rules: 'device_cgroup_rules: ["c 189:* rmw"]',
  devices: 'devices: ["/dev/ttyUSB0:/dev/ttyUSB0:rw"]',
  dns: "dns: [9.9.9.9]",
  dns_opt: 'dns_opt: ["use-vc"]',
  dns_search: "dns_search: [example.com]",
  domainname: "domainname: example.com",
  entrypoint: 'entrypoint: ["/entrypoint.sh"]',
  env_file: "env_file: [app.env]",
  expose: 'expose: ["8080"]',
  extends: "extends: { file: base.yml, service: web }",
  external_links: "external_links: [other_db:db]",
  extra_hosts: 'extra_hosts: ["gateway=10.0.0.1"]',
  gpus: "gpus: all",
  group_add: "group_add: [dialout]",
  healthcheck: 'healthcheck: { test: ["CMD", "curl", "-f", "http://localhost"], interval: 30s }',
  "healthcheck.interval": "interval: 30s",
  "healthcheck.retries": "retries: 3",
  "healthcheck.start_interval": "start_interval: 5s",
  "healthcheck.start_period": "start_period: 40s",
  "healthcheck.test": 'test: ["CMD", "curl", "-f", "http://localhost"]',
  "healthcheck.timeout": "timeout: 10s",
  hostname: "hostname: web",
  image: "image: eclipse-mosquitto:2.0",
  init: "init: true",
  ipc: "ipc: shareable",
  isolation: "isolation: default",
  label_file: "label_file: [app.labels]",
  links: "links: [db]",
  logging: 'logging: { driver: json-file, options: { max-size: "10m" } }',
  mac_address: 'mac_address: "02:42:ac:11:65:43"',
  mem_limit: "mem_limit: 512m",
  mem_reservation: "mem_reservation: 256m",
  mem_swappiness: "mem_swappiness: 10",
  memswap_limit: "memswap_limit: 1g",
  models: "models: [my_model]",
  network_mode: "network_mode: host",
  networks: "networks: [backend]",
  "networks.*": "networks: { backend: { aliases: [web] } }",
  "networks.*.ipv4_address": "ipv4_address: 10.5.0.10",
  "networks.*.ipv6_address": "ipv6_address: fd00::10",
  "networks.*.priority": "priority: 100",
  oom_kill_disable: "oom_kill_disable: true",
  oom_score_adj: "oom_score_adj: -500",
  pid: "pid: host",
  pids_limit: "pids_limit: 100",
  platform: "platform: linux/arm64",
  ports: 'ports: ["8080:80"]',
  "ports.published": 'published: "8080"',
  post_start: "post_start: [{ command: ./ready.sh }]",
  pre_start: "pre_start: [{ command: ./prepare.sh }]",
  pre_stop: "pre_stop: [{ command: ./drain.sh }]",
  privileged: "privileged: true",
  profiles: "profiles: [debug]",
  provider: "provider: { type: my-provider }",
  pull_policy: "pull_policy: missing",
  pull_refresh_after: "pull_refresh_after: 24h",
  read_only: "read_only: true",
  restart: "restart: unless-stopped",
  runtime: "runtime: runc",
  scale: "scale: 2",
  secrets: "secrets: [db_password]",
  "secrets.mode": 'mode: "0440"',
  "configs.mode": 'mode: "0440"',
  security_opt: "security_opt: [no-new-privileges:true]",
  shm_size: "shm_size: 64m",
  stdin_open: "stdin_open: true",
  stop_grace_period: "stop_grace_period: 1m30s",
  stop_signal: "stop_signal: SIGTERM",
  storage_opt: "storage_opt: { size: 1G }",
  sysctls: "sysctls: { net.core.somaxconn: 1024 }",
  tmpfs: 'tmpfs: ["/run:size=64m"]',
  tty: "tty: true",
  ulimits: "ulimits: { nofile: { soft: 1024, hard: 4096 } }",
  use_api_socket: "use_api_socket: true",
  user: 'user: "1000:1000"',
  userns_mode: "userns_mode: host",
  uts: "uts: host",
  volumes: 'volumes: ["data:/var/lib/data"]',
  volumes_from: "volumes_from: [web]",
  working_dir: "working_dir: /app",
};

const elsewhere: Readonly<Record<string, string>> = {
  "": "services: { web: { image: nginx } }",
  name: "name: my-stack",
  version: 'version: "3.8"',
  services: "services: { web: { image: nginx } }",
  include: "include: [other.yml]",
  "services.*": "web: { image: nginx }",
  "networks.*.ipam": "ipam: { config: [{ subnet: 10.5.0.0/16 }] }",
  "networks.*.driver": "driver: bridge",
  "volumes.*.driver": "driver: local",
  "secrets.*": "db_password: { file: ./db_password.txt }",
  "configs.*": "app_config: { file: ./app.conf }",
  networks: "networks: { backend: {} }",
  volumes: "volumes: { data: {} }",
  secrets: "secrets: { db_password: { file: ./db_password.txt } }",
  configs: "configs: { app_config: { file: ./app.conf } }",
  models: "models: { my_model: { model: ai/model } }",
};

/** Keys of a service below which names of one's own stand. */
const byName = new Set(["networks", "depends_on", "models", "ulimits"]);

/** `ports: ["8080:80"]`; that of the nearest key above where the field has none of its own. */
export function exampleFor(path: Path): string | undefined {
  const names = path.filter((step) => typeof step === "string");
  const [section = "", , ...inside] = names;
  if (byName.has(inside[0] ?? "") && inside.length > 1) inside[1] = "*";
  const [first = ""] = inside;
  const last = own(shared, inside.at(-1) ?? "");
  if (section !== "services" || inside.length === 0) {
    const general = own(elsewhere, [section, ...(names.length > 1 ? ["*"] : []), ...inside].join("."));
    return general ?? last ?? own(elsewhere, section);
  }
  for (let length = inside.length; length > 0; length--) {
    const found = own(inService, inside.slice(0, length).join(".")) ?? (length === 1 ? own(shared, first) : undefined);
    if (found !== undefined) return length === inside.length ? found : (last ?? found);
  }
  return last;
}

function own(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
