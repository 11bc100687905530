import { describe, expect, test } from "vitest";
import { aView } from "../../../testing/view.ts";
import { credentialOf, dangerOf } from "./danger.ts";
import { volumes } from "./volumes.ts";

test.each([
  ["/var/run/docker.sock", true, "docker-socket"],
  ["/run/docker.sock", false, "docker-socket"],
  ["/run/user/1000/podman/podman.sock", true, "docker-socket"],
  ["/run/containerd/containerd.sock", true, "docker-socket"],
  ["/var/run", true, "docker-socket"],
  ["/run", false, "docker-socket"],
  ["/", true, "docker-socket"],
  ["/proc", true, "host-files"],
  ["/sys/class/gpio", false, "host-files"],
  ["/dev/ttyUSB0", false, "host-files"],
  ["/etc", true, "host-files"],
  ["/etc", false, "host-files"],
  ["/etc/shadow", true, "host-files"],
  ["/etc/ssh", true, "host-files"],
  ["/etc/passwd", false, "host-files"],
  ["/etc/cron.d/job", false, "host-files"],
  ["/var/lib/docker/containers", true, "host-files"],
  ["/usr/bin", false, "host-files"],
  ["/usr/local/bin/tool", false, "host-files"],
  ["/root/.ssh", true, "host-files"],
  ["/var/run/containerd", true, "docker-socket"],
  ["/var/run/docker", true, "docker-socket"],
  ["/var/run/user/1000", true, "host-files"],
  ["/var/run/secrets", true, "host-files"],
  ["/run/systemd/private", true, "host-files"],
  ["/run/systemd", false, "host-files"],
  ["/etc/shadow-", true, "host-files"],
  ["/etc/sudoers.d/all", true, "host-files"],
  ["/var/spool/cron/crontabs", false, "host-files"],
  ["/var/spool", false, "host-files"],
  ["/usr/local", false, "host-files"],
])("%s, read-only %s, is refused as %s", (path, readOnly, name) => {
  expect(dangerOf(path, readOnly)?.name).toBe(name);
});

test.each([
  ["/etc/localtime", true],
  ["/etc/localtime", false],
  ["/etc/timezone", true],
  ["/etc/ssl/certs", true],
  ["/etc/passwd", true],
  ["/etc/letsencrypt", false],
  ["/usr/share/zoneinfo", true],
  ["/usr/share/grafana", false],
  ["/run/dbus", true],
  ["/var/run/dbus", true],
  ["/run/systemd/resolve/resolv.conf", true],
  ["/var/spool/cron", true],
  ["/usr/local/share/app", false],
  ["/var/log", true],
  ["/var/lib/grafana", false],
  ["/srv/data", false],
  ["/home/pi/docker.sock.d", false],
  ["/process", false],
  ["/dev/null", true],
])("%s, read-only %s, is a mount like any other", (path, readOnly) => {
  expect(dangerOf(path, readOnly)).toBeUndefined();
});

describe.each(["/root/stack", "/etc/docker/stack"])("a project in %s", (directory) => {
  test.each([
    ["./data:/data", []],
    ["./app.conf:/app.conf:ro", []],
    [".:/all", []],
    ["..:/above:ro", ["host-files"]],
    ["./docker.sock:/socket", ["docker-socket"]],
    ["../../../etc/shadow:/shadow:ro", ["host-files"]],
  ])("has what lies beside it, and no more: %s", (mount, codes) => {
    const disk = { [`${directory}/app.conf`]: "a", "/etc/shadow": "b" };
    const view = aView(`services: {a: {image: a, volumes: ["${mount}"]}}`, { disk });
    const { refusals = [] } = volumes.propose({ ...view, project: { ...view.project, directory } });
    expect(refusals.map(({ code }) => code)).toEqual(codes);
  });
});

test.each([
  ["/etc/shadow", true],
  ["/etc/gshadow-", true],
  ["/etc/sudoers.d/all", true],
  ["/etc/ssh/ssh_host_rsa_key", true],
  ["/etc/ssh/ssh_known_hosts", true],
  ["/etc/docker/key.json", true],
  ["/etc/kubernetes/admin.conf", true],
  ["/root/.ssh/id_ed25519", true],
  ["/root/.docker/config.json", true],
  ["/var/lib/docker/swarm/certificates/swarm-node.key", true],
  ["/var/run/secrets/other", true],
  ["/etc/ssl/private/site.key", false],
  ["/etc/docker/stack/.docker/config.json", false],
  ["/etc/docker/stack/password.txt", false],
  ["/root/password.txt", false],
  ["/proc/version", false],
  ["/srv/.ssh/id_ed25519", false],
])("as a secret, %s is the node's own: %s", (path, isOwn) => {
  expect(credentialOf(path, "/etc/docker/stack") !== undefined).toBe(isOwn);
});

test.each([
  ["/var/run/docker.sock:/var/run/docker.sock:z", "nothing", false],
  ["{type: bind, source: /run/docker.sock, target: /socket, bind: {selinux: Z}}", "nothing", false],
  ["/etc:/host/etc:ro,z", "behaviour", false],
  ["/usr/share/zoneinfo:/zones:ro,z", "behaviour", false],
  ["/tmp/plant:/plant:z", "behaviour", true],
])("nobody is told to relabel what the node itself runs on: %s", (mount, weakens, isAdvised) => {
  const written = mount.startsWith("{") ? mount : `"${mount}"`;
  const { dispositions = [] } = volumes.propose(aView(`services: {a: {image: a, volumes: [${written}]}}`));
  const losses = dispositions.flatMap(({ file }) => (file.fate === "lost" ? [file] : []));
  expect(losses.map((loss) => [loss.weakens, /chcon/.test(loss.remedy)])).toEqual([[weakens, isAdvised]]);
});
