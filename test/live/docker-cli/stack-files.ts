/** Stack files as people write them: every field of the schema that `docker stack` knows, in its short and its long syntax. */

export interface StackFile {
  readonly name: string;
  readonly text: string;
  /** First CLI that takes it. */
  readonly cli?: readonly [major: number, minor: number];
  /** Files beside it. */
  readonly beside?: Readonly<Record<string, string>>;
}

export const stackFiles: readonly StackFile[] = [
  {
    name: "plain",
    text: `
services:
  web:
    image: nginx
`,
  },
  {
    name: "container",
    text: `
x-common: &common
  labels: { team: edge, weight: 1.50, empty: , octal: 0700, big: 1000000.0, hex: 0x1F, words: "0700" }
  logging:
    driver: json-file
    options: { max-size: 10m, max-file: 3, tag: }
services:
  short:
    <<: *common
    image: docker.io/library/redis:7
    command: redis-server --save "60 1" 'a b' c\\ d # not this
    entrypoint: /entry "x \\"y\\""
    environment: [A=1, B=, C, SITE, "EMPTY=", SITE=, "E=a=b", "Z= padded "]
    env_file: one.env
    dns: 1.1.1.1
    dns_search: example.org
    extra_hosts: ["a:10.0.0.1", "b:10.0.0.2", "bare:::2"]
    hostname: short-\${SITE}
    healthcheck: { test: "curl -f http://localhost || exit 1" }
    sysctls: [net.core.somaxconn=1024, net.ipv4.tcp_syncookies]
    ulimits: { nproc: 65535, memlock: -1 }
    cap_add: [net_admin, ALL]
    cap_drop: [CAP_CHOWN, mknod]
    stop_grace_period: 1m30s
    stop_signal: SIGUSR1
    restart: on-failure:3
    user: "1000:1000"
    working_dir: /srv
    read_only: true
    tty: true
    stdin_open: true
    init: true
    isolation: default
  long:
    <<: *common
    image: registry.example.org:5000/team/app@sha256:${"a".repeat(64)}
    command: [redis-server, "--save", "60 1", ""]
    entrypoint: [/entry]
    environment: { A: 1, B: "", C: , SITE: , D: 1e3, E: 0o17, F: "x", é: "ü", "😀": 1, "～": 2 }
    env_file: [./one.env, two.env]
    dns: [1.1.1.1, "2001:db8::1"]
    dns_search: [example.org, lab]
    extra_hosts: { b: 10.0.0.2, a: 10.0.0.1, six: "::1" }
    healthcheck:
      test: [CMD, curl, "-f", http://localhost]
      interval: 1m30s
      timeout: 10s
      retries: 3
      start_period: 1.5s
    sysctls: { net.core.somaxconn: 1024 }
    ulimits: { nofile: { soft: 20000, hard: 40000 }, core: 0 }
    cap_add: [SYS_PTRACE, CAP_CHOWN]
    cap_drop: [ALL]
    stop_grace_period: 0s
    init: false
    restart: always
    depends_on: [short]
    expose: ["80", 443]
  disabled:
    image: localhost/app:1
    healthcheck: { disable: true }
    command: []
    restart: "no"
  undecided: { image: "index.docker.io/library/a", healthcheck: {}, restart: unless-stopped, deploy: , command: "" }
`,
    beside: {
      "one.env": '\uFEFFX=1\r\n  Y= 2 \n# no\n\nSITE\nNOTHING\nA=from file\nQ="quoted"\nEMPTY=\n',
      "two.env": "X=2\nW=a=b\n",
    },
  },
  {
    name: "deploy",
    text: `
services:
  full:
    image: app:1
    deploy:
      mode: replicated
      replicas: 0
      endpoint_mode: DNSRR
      labels: [a=1, b]
      update_config: { parallelism: 0, delay: 10s, failure_action: rollback, monitor: 1m, max_failure_ratio: 0.123456789, order: start-first }
      rollback_config: { parallelism: 2, delay: 1ms, failure_action: pause, monitor: 0s, max_failure_ratio: 1, order: stop-first }
      restart_policy: { condition: on-failure, delay: 5s, max_attempts: 0, window: 2m }
      resources:
        limits: { cpus: "0.50", memory: 50M, pids: 100 }
        reservations:
          cpus: ".25"
          memory: 1.5gib
          generic_resources:
            - discrete_resource_spec: { kind: gpu, value: 2 }
            - discrete_resource_spec: { kind: ssd, value: 1 }
      placement:
        constraints: [node.labels.site == lab, "node.role!=manager"]
        preferences: [{ spread: node.labels.zone }, { spread: engine.labels.az }]
        max_replicas_per_node: 2
  numbers: { image: app:1, deploy: { replicas: 3, update_config: {}, resources: { limits: { cpus: "1", memory: "1000" }, reservations: {} }, restart_policy: {} }, restart: always }
  everywhere: { image: app:1, deploy: { mode: global, endpoint_mode: vip } }
  empty: { image: app:1, deploy: { labels: { x: }, placement: {}, resources: { limits: {} } } }
`,
  },
  {
    name: "ports",
    text: `
services:
  short:
    image: app
    ports: [80, "8080:80", "9090-9092:90-92", "7000-7002:70", "53:53/udp", "0.0.0.0:81:81", "3868:3868/SCTP", "[::]:82:82", 6000-6001]
  long:
    image: app
    ports:
      - { target: 80 }
      - { target: 81, published: 8081, protocol: udp, mode: host }
      - target: 82
        published: 8082
        mode: ingress
        protocol: tcp
`,
  },
  {
    name: "mounts",
    text: `
services:
  short:
    image: app
    volumes: [/anonymous, "data:/data", "data:/more:ro,nocopy", "./conf:/conf:ro", "../up:/up:rw,rslave", "~/home:/home", "/abs/../x:/y:z", "c:/d:z", "a", "named.one:/n"]
  long:
    image: app
    volumes:
      - { type: volume, source: data, target: /data, read_only: true, volume: { nocopy: true } }
      - { type: volume, target: /anonymous }
      - { type: bind, source: ./conf, target: /conf, bind: { propagation: rshared }, consistency: cached }
      - { type: bind, source: /abs, target: /abs, bind: {} }
      - { type: bind, source: ~/x, target: /x }
      - { type: tmpfs, target: /run }
      - { type: tmpfs, target: /tmp, tmpfs: { size: 65536 } }
      - { type: npipe, source: '\\\\.\\pipe\\docker_engine', target: '\\\\.\\pipe\\docker_engine' }
      - { type: volume, source: outside, target: /outside }
      - { type: volume, source: older, target: /older }
      - { type: volume, source: driven, target: /driven }
      - { type: volume, source: renamed, target: /renamed }
volumes:
  data:
  named.one: {}
  outside: { external: true }
  older: { external: { name: real-name } }
  driven: { driver: nfs, driver_opts: { share: "host:/x", version: 4, o: 1.0 }, labels: [a=1] }
  renamed: { name: other, labels: { b: 2 }, driver_opts: { x: z } }
`,
  },
  {
    name: "what newer CLIs know",
    cli: [26, 0],
    text: `
services:
  once: { image: "app:1", deploy: { mode: replicated-job, replicas: 3, restart_policy: { condition: none } } }
  once-each: { image: "app:1", deploy: { mode: global-job } }
  attached: { image: app, networks: { default: { driver_opts: { com.example.x: 1 } } } }
  hosts: { image: app, extra_hosts: ["b=10.0.0.2", "six:[::1]"] }
  mounted:
    image: app
    volumes:
      - { type: cluster, source: csi, target: /csi }
      - { type: cluster, source: "group:fast", target: /fast }
    healthcheck: { test: "true", start_interval: 5s }
volumes:
  csi:
    driver: some/csi
    x-cluster-spec: { access_mode: { scope: single, sharing: none, mount_volume: {} } }
`,
  },
  {
    name: "subpaths",
    cli: [28, 0],
    text: `
services:
  a: { image: app, volumes: [{ type: volume, source: data, target: /data, volume: { subpath: inner } }] }
volumes: { data: }
`,
  },
  {
    name: "networks",
    text: `
services:
  none: { image: app }
  empty: { image: app, networks: [] }
  short: { image: app, networks: [front, back] }
  long:
    image: app
    networks:
      front:
      back: { aliases: [db, store] }
      outside: {}
  host: { image: app, networks: [hostnet] }
networks:
  default: { driver_opts: { encrypted: "" } }
  front:
  back:
    driver: overlay
    driver_opts: { encrypted: "true", com.docker.network.driver.mtu: 1400 }
    internal: true
    attachable: true
    labels: { tier: back }
    ipam: { driver: default, config: [{ subnet: 10.9.0.0/24 }, { subnet: "fd00::/64" }] }
  outside: { external: true, name: shared }
  hostnet: { external: { name: host } }
  unused: { driver: bridge }
`,
  },
  {
    name: "secrets and configs",
    text: `
services:
  short: { image: app, secrets: [one, outside], configs: [conf, older, named] }
  long:
    image: app
    secrets:
      - { source: one, target: /etc/token, uid: "1000", gid: "1000", mode: 0400 }
      - { source: one, target: again, mode: 288 }
      - { source: driven, mode: 0o440 }
    configs:
      - { source: conf, target: /etc/app.conf, uid: "5", gid: "6", mode: "\${MODE:-292}" }
      - { source: templated }
  windows: { image: app, credential_spec: { config: spec } }
  windows-file: { image: app, credential_spec: { file: my.json }, configs: [conf] }
  windows-registry: { image: app, credential_spec: { registry: key } }
secrets:
  one: { file: ./one.txt, labels: { a: 1 } }
  outside: { external: true, name: real }
  driven: { driver: vault, driver_opts: { path: x }, template_driver: golang }
  named: { file: one.txt, name: its-own-name }
configs:
  conf: { file: one.txt }
  older: { external: { name: older-name } }
  templated: { file: one.txt, template_driver: golang, labels: [x=y] }
  spec: { file: one.txt }
  empty: { file: empty.txt }
  named: { file: one.txt, name: its-own-name }
`,
    beside: { "one.txt": "content\n", "empty.txt": "" },
  },
];
