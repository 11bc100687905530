/**
 * The real programs that judge us: Debian's mosquitto, its clients, InfluxDB 1.x, a browser, and the docker CLI. Installed where they are absent and
 * we may; never started as services: each test starts its own, on loopback, in a directory of its own.
 */
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";

const wanted: Readonly<Record<string, string>> = {
  mosquitto: "mosquitto",
  mosquitto_pub: "mosquitto-clients",
  mosquitto_passwd: "mosquitto",
  influxd: "influxdb",
  openssl: "openssl",
  curl: "curl",
  ps: "procps",
  mount: "mount",
  "chromium-headless-shell": "chromium-headless-shell",
};

/** Tells Debian's install scripts not to start what they install. @see invoke-rc.d(8), /usr/share/doc/init-system-helpers */
const policy = "/usr/sbin/policy-rc.d";

export function setup(): void {
  installMissing(wanted);
}

/** @param wanted packages by the programs that are needed of them; the docker CLI is always */
export function installMissing(wanted: Readonly<Record<string, string>>): void {
  const missing = Object.entries(wanted).flatMap(([program, name]) => (isInstalled(program) ? [] : [name]));
  const packages = [...new Set(isInstalled("docker") ? missing : [...missing, dockerPackage()])];
  if (packages.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${packages.join(" ")}`;
  if (process.getuid?.() !== 0 || !isInstalled("apt-get")) {
    throw new Error(`The live tests need ${packages.join(", ")}. Install them, for example: sudo ${command}`);
  }
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync("apt-get", ["update", "-q"], { stdio: ["ignore", "ignore", "inherit"], env: environment });
    execFileSync("apt-get", command.split(" ").slice(1), { stdio: ["ignore", "ignore", "inherit"], env: environment });
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

/** The CLI alone is enough, no daemon is asked; up to Debian 12 it has no package of its own. */
function dockerPackage(): string {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^VERSION_ID="?(\d|1[0-2])"?$/m.test(release) ? "docker.io" : "docker-cli";
}

const usual = ["/usr/local/bin", "/usr/local/sbin", "/usr/bin", "/usr/sbin", "/bin", "/sbin"];

function isInstalled(program: string): boolean {
  return [...usual, ...(process.env.PATH ?? "").split(delimiter)].some((directory) => {
    try {
      accessSync(`${directory}/${program}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
