/** What a person is told about wrong files: each row is a file with one thing wrong in it. */
import { expect, test } from "vitest";
import { validating } from "./testing/validating.ts";

type Row = readonly [yaml: string, place: string, what: RegExp, remedy: RegExp];

/** Lines of a service, from line 4 on, four spaces in. */
const inService: readonly Row[] = [
  ["prots: []", "4:5", /^`prots` is not known in `services.web`$/, /mean `ports`/],
  ["volume_driver: x", "4:5", /`volume_driver` is not known/, /top-level `volumes:` with `driver: NAME`/],
  ["net: host", "4:5", /`net` is not known/, /network_mode/],
  ["replicas: 2", "4:5", /`replicas` is not known/, /below `deploy:`/],
  ["interval: 5s", "4:5", /`interval` is not known/, /below `healthcheck:`/],
  ["ports: '80:80'", "4:12", /^`services.web.ports` must be a list, but is a text$/, /- .*ports: \["8080:80"\]/],
  ["ports: [true]", "4:13", /`services.web.ports\[0\]` must be a text, a number or a map/, /8080:80/],
  ["ports: ['80:a']", "4:13", /has `a` where a port number belongs/, /1 to 65535/],
  ["ports: ['80:80/http']", "4:13", /protocol `http`/, /udp/],
  ["ports: ['localhost:80:80']", "4:13", /`localhost` where an IP address/, /not a name/],
  ["ports: ['80-82:80-81']", "4:13", /different lengths/, /same length/],
  ["ports: [{ published: 80 }]", "4:13", /names no `target`/, /target: 80/],
  ["ports: [{ target: 80, hostip: x }]", "4:27", /`hostip` is not known in `services.web.ports\[0\]`/, /`host_ip`/],
  ["ports: [{ target: 80, mode: hots }]", "4:13", /mode `hots`/, /mode: host/],
  ["expose: ['http']", "4:14", /`http` where a port number/, /8080-8085/],
  ["volumes: [v:/d]", "4:15", /Windows drive/, /source: v,/],
  ["volumes: ['C:\\data:/d']", "4:15", /Windows drive/, /\.\/data:\/data/],
  ["volumes: [data:rel]", "4:15", /`rel` as the path in the container/, /whole path/],
  ["volumes: ['my data:/d']", "4:15", /neither a path nor a volume's name/, /`\.\/my data:/],
  ["volumes: [{ typ: bind }]", "4:17", /`typ` is not known/, /mean `type`/],
  ["volumes: [{ type: bnd, target: /d }]", "4:23", /`bnd`, which is none of bind/, /mean `bind`/],
  ["volumes: [{ type: bind, target: /d }]", "4:15", /without `source`/, /type: bind, source/],
  ["volumes: [{ type: tmpfs, target: /d, tmpfs: { size: big } }]", "4:15", /tmpfs.size/, /Write/],
  ["tmpfs: '/t:size=64mb'", "4:12", /size that is none/, /whole number/],
  ["tmpfs: [run]", "4:13", /must start with/, /\/run:size=64m/],
  ["environment: text", "4:18", /must be a list or a map, but is a text/, /environment: \{ NAME: value \}/],
  ["environment: { A: [x] }", "4:23", /environment.A` must be/, /environment/],
  ["environment: ['A =x']", "4:19", /space between the name and the `=`/, /NAME=value/],
  ["environment: [5]", "4:19", /must be a text, but is a number/, /quotes/],
  ["labels: { a: {} }", "4:18", /labels.a` must be/, /labels:/],
  ["command: 5", "4:14", /must be a text or a list, but is a number/, /quotes.*command/],
  ["read_only: maybe", "4:16", /must be true or false, but is a text/, /true or false/],
  ["privileged: 1", "4:17", /must be true or false, but is a number/, /true or false/],
  ["init:", "4:5", /^`services.web.init` is empty$/, /take the key out.*init: true/],
  ["user: 1000", "4:11", /must be a text, but is a number/, /quotes.*"1000:1000"/],
  ["user: 'a:b:c'", "4:11", /is no user/, /1000:1000/],
  ["restart: sometimes", "4:14", /`sometimes`, which is none of no, always/, /one of/],
  ["restart: alway", "4:14", /`alway`/, /mean `always`/],
  ["restart: 'always:3'", "4:14", /`always:3`/, /`on-failure:3`/],
  ["restart: false", "4:14", /must be a text, but is true or false/, /quotes/],
  ["container_name: /x y", "4:21", /no name for a container/, /`web-1`/],
  ["mem_limit: lots", "4:16", /is no size/, /`512m`/],
  ["mem_limit: -5m", "4:16", /is no size/, /`512m`/],
  ["shm_size: []", "4:15", /must be a text or a number, but is a list/, /shm_size: 64m/],
  ["cpus: many", "4:11", /must be a number of 0 or more/, /cpus: "0.5"/],
  ["cpu_percent: 200", "4:18", /from 0 to 100/, /50/],
  ["oom_score_adj: 5000", "4:20", /whole number from -1000 to 1000/, /-500/],
  ["pids_limit: 1.5", "4:17", /whole number/, /100/],
  ["stop_grace_period: 10", "4:24", /must be a text, but is a number/, /1m30s/],
  ["stop_grace_period: '10'", "4:24", /is no duration/, /`30s`/],
  ["healthcheck: { tets: x }", "4:20", /`tets` is not known in `services.web.healthcheck`/, /mean `test`/],
  ["healthcheck: { test: [curl, x] }", "4:26", /begin with CMD, CMD-SHELL or NONE/, /CMD-SHELL/],
  ["healthcheck: { interval: 1 min }", "4:30", /is no duration/, /1m30s/],
  ["healthcheck: { retries: -1 }", "4:29", /0 or more/, /`3`/],
  ["depends_on: { db: { condition: healthy } }", "4:36", /`healthy`, which is none of service_started/, /one of/],
  ["depends_on: { db: {} }", "4:23", /has no `condition`/, /service_healthy/],
  ["depends_on: [db, db]", "4:17", /the same in \[0\] and \[1\]/, /one of them/],
  ["depends_on: { db: { condition: service_started, required: maybe } }", "4:63", /true or false/, /true or false/],
  ["deploy: { replicas: two }", "4:25", /whole number of 0 or more/, /`2`/],
  ["deploy: { mode: globl }", "4:21", /`globl`/, /mean `global`/],
  ["deploy: { resources: { limits: { cpu: 1 } } }", "4:38", /`cpu` is not known/, /mean `cpus`/],
  ["deploy: { resources: { limits: { memory: 5 } } }", "4:46", /must be a text, but is a number/, /512m/],
  ["deploy: { restart_policy: { condition: never } }", "4:44", /`never`/, /none, on-failure, any, no, always/],
  ["deploy: { placement: { constraints: [node.role = x] } }", "4:42", /neither `==` nor `!=`/, /node.labels/],
  ["deploy: { update_config: { order: stop } }", "4:39", /`stop`, which is none of/, /stop-first/],
  ["deploy: { update_config: { max_failure_ratio: 2 } }", "4:51", /from 0 to 1/, /0\.1/],
  ["networks: { a: { ipv4_address: 10.0.0 } }", "4:36", /`10.0.0` where an IP address belongs/, /10\.5\.0\.10/],
  ["networks: { a: [] }", "4:20", /must be a map, but is a list/, /aliases/],
  ["network_mode: 'service:'", "4:19", /names no service/, /service:web/],
  ["pid: hots", "4:10", /`hots`, which is none of host/, /`host`/],
  ["extra_hosts: [db]", "4:19", /no address behind the name/, /name=address/],
  ["extra_hosts: { db: other }", "4:18", /something other than an IP address behind `db`/, /host-gateway/],
  ["dns: [one.one]", "4:11", /IP address/, /9\.9\.9\.9/],
  ["mac_address: 'x'", "4:18", /no MAC address/, /02:42/],
  ["devices: ['/dev/a:/dev/b:x']", "4:15", /letters of `rwm`/, /ttyUSB0/],
  ["device_cgroup_rules: ['c 1 r']", "4:27", /no rule/, /189/],
  ["ulimits: { nofile: { soft: 2, hard: 1 } }", "4:24", /soft limit above the hard one/, /-1/],
  ["ulimits: { nofile: { soft: 2 } }", "4:24", /has no `hard`/, /nofile/],
  ["secrets: [{ source: a, mode: '9' }]", "4:34", /no mode of a file/, /0440/],
  ["secrets: { a: b }", "4:14", /must be a list, but is a map/, /- .*db_password/],
  ["pull_policy: alway", "4:18", /`alway`/, /every_12h/],
  ["platform: 'linux arm'", "4:15", /no platform/, /linux\/amd64/],
  ["cpuset: 'a-b'", "4:13", /no list of processors/, /0-2,4/],
  ["build: { dockerfil: x }", "4:14", /`dockerfil` is not known/, /mean `dockerfile`/],
  ["env_file: [{ format: raw }]", "4:16", /has no `path`/, /env_file/],
  ["env_file: [{ path: a, format: json }]", "4:35", /`json`/, /raw/],
  ["logging: json-file", "4:14", /must be a map, but is a text/, /driver: json-file/],
  ["sysctls: ['net.core.somaxconn']", "4:15", /has no value/, /=1024/],
  ["profiles: [5]", "4:16", /must be a text/, /quotes/],
  ["stop_signal: 9", "4:18", /must be a text/, /quotes/],
  ["cap_add: NET_ADMIN", "4:14", /must be a list/, /NET_ADMIN/],
  ["gpus: [{ count: many }]", "4:21", /neither a number nor `all`/, /count: 1/],
  ["gpus: [{ count: 1, device_ids: ['0'] }]", "4:12", /both `count` and `device_ids`/, /one of the two/],
  ["blkio_config: { weight: 5 }", "4:29", /from 10 to 1000/, /300/],
];

/** Whole files. */
const wholeFiles: readonly Row[] = [
  ["version: 3.8", "1:10", /^`version` must be a text/, /quotes.*"3\.8"/],
  ["name: My Stack", "1:7", /no name for a project/, /my-stack/],
  ["web: { image: nginx }", "1:1", /^`web` is not known$/, /below `services:`/],
  ["servces: {}", "1:1", /^`servces` is not known$/, /mean `services`/],
  ["services: [web]", "1:11", /^`services` must be a map, but is a list$/, /services: \{ web/],
  ["services: { 'we b': { image: x } }", "1:13", /`we b` in `services` is not a name/, /`we_b`/],
  ["services: { web: }", "1:13", /^`services.web` is empty$/, /image/],
  ["services: { web: { image: Nginx:1 } }", "1:27", /no reference to an image/, /`nginx:1`: .*small letters/],
  ["services: { web: { image: 'a b' } }", "1:27", /no reference/, /eclipse-mosquitto:2\.0/],
  ["networks: { a: { driver_opts: [x] } }", "1:31", /must be a map, but is a list/, /driver_opts/],
  ["networks: { a: { subnet: x } }", "1:18", /`subnet` is not known/, /ipam: \{ config/],
  [
    "networks: { a: { ipam: { config: [{ subnet: 10.0.0.0 }] } } }",
    "1:45",
    /`10.0.0.0` where a range/,
    /10\.5\.0\.0\/16/,
  ],
  ["networks: { a: { internal: maybe } }", "1:28", /true or false/, /true or false/],
  ["volumes: [data]", "1:10", /must be a map, but is a list/, /volumes: \{ data/],
  ["volumes: { a: { external: true, driver: local } }", "1:15", /external, and has `driver`/, /take `external` out/],
  ["secrets: { a: {} }", "1:15", /none of `file`, `environment`/, /external: true/],
  ["secrets: { a: { file: x, environment: Y } }", "1:15", /both `file` and `environment`/, /one of/],
  ["configs: { a: { content: 5 } }", "1:26", /must be a text/, /quotes/],
  ["configs: { a: { file: x, content: y } }", "1:15", /both `file` and `content`/, /one of/],
];

const rows: readonly Row[] = [
  ...inService.map(([body, ...rest]): Row => [`services:\n  web:\n    image: nginx\n    ${body}\n`, ...rest]),
  ...wholeFiles,
];

test.each(rows)("%s", (yaml, place, what, remedy) => {
  const problems = validating(yaml);
  expect(problems.map(({ severity, at }) => `${severity} ${at.line}:${at.column}`)).toEqual([`error ${place}`]);
  expect(problems[0]?.what).toMatch(what);
  expect(problems[0]?.remedy).toMatch(remedy);
});

test.each([
  ["cap_add: [NET_ADMN]", /no capability/, /mean `NET_ADMIN`/],
  ["stop_signal: SIGTREM", /no signal/, /mean `SIGTERM`/],
  ["ulimits: { nofiles: 5 }", /limit `nofiles`/, /nofile/],
  ["logging: { driver: jsonfile }", /log driver/, /mean `json-file`/],
  ["volumes: ['/a:/b:ro,noexec']", /`noexec`, which Compose passes over/, /ro, rw/],
  ["secrets: [{ source: a, uid: app }]", /is no number/, /"1000"/],
  ["deploy: { placement: { constraints: [node.label.a == b] } }", /`node.label.a`, which no node has/, /node\.labels/],
])("%s is only a notice: Compose takes it", (body, what, remedy) => {
  const problems = validating(`services:\n  web:\n    image: nginx\n    ${body}\n`);
  expect(problems.map(({ severity }) => severity)).toEqual(["notice"]);
  expect(problems[0]?.what).toMatch(what);
  expect(problems[0]?.remedy).toMatch(remedy);
});

test("a volume of one letter is a volume where the stack has it", () => {
  const text = "services:\n  web:\n    volumes: ['v:/d', 'v:/e:ro', 'w:/f']\nvolumes: { v: {} }\n";
  expect(validating(text).map(({ severity, code, at }) => `${severity} ${code} ${at.line}:${at.column}`)).toEqual([
    "notice one-letter-volume 3:15",
    "notice one-letter-volume 3:23",
    "error bad-volume 3:34",
  ]);
});

test("all that is wrong in a file is said at once, in order", () => {
  const all = inService.map(([body]) => body);
  const text = all.map((body, i) => `  s${i}:\n    image: nginx\n    ${body}\n`).join("");
  const lines = validating(`services:\n${text}`).map(({ at }) => at.line);
  expect(lines).toEqual(all.map((_, i) => 4 + 3 * i));
});

test("no message shows what a variable or a secret's content may hold", () => {
  const said = JSON.stringify(
    validating(`
services:
  web: { image: x, environment: [" =s3cret", "PASSWORD s3cret = x", 5], build: { args: ["TOKEN =s3cret"] } }
configs: { a: { content: [s3cret] } }
secrets: { a: { file: x, environment: Y, x-note: s3cret } }
`),
  );
  expect(said).toContain("bad-variable");
  expect(said).not.toContain("s3cret");
});
