/**
 * From a compose file to a stack file: the whole process, start to exit, beside `docker stack config` on the same file. That one merges,
 * checks and prints; ours reads the files, decides on every field, reports, and writes the stack file to the disk. In turns, one run.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const main = join(root, "dist/main.cjs");
const edgex = join(root, "../shared/fixtures/edgex-jakarta/docker-compose.yml");
const directory = mkdtempSync(join(tmpdir(), "edgeward-bench-"));
const nowhere = openSync("/dev/null", "w");
/** What both need, and nothing that a shell may have set for one of them: with NODE_EXTRA_CA_CERTS, Node reads a machine's certificates when it starts. */
const env = { PATH: process.env.PATH, HOME: process.env.HOME };

/** A service that both programs take as it stands, some 540 bytes long. */
const service = (i: number): string => `  sensor-${i}:
    image: ghcr.io/example/sensor:1.${i % 40}.2
    hostname: sensor-${i}
    command: ["--id", "${i}", "--broker", "broker:8883"]
    environment:
      BROKER_URL: mqtts://broker:8883
      TOPIC: site/${i % 12}/sensor/${i}
      INTERVAL_S: "${5 + (i % 55)}"
    networks:
      - field
    volumes:
      - type: volume
        source: spool-${i % 20}
        target: /var/spool/sensor
    healthcheck:
      test: ["CMD", "/probe"]
      interval: 30s
      retries: 3
    deploy:
      resources:
        limits:
          memory: 64M
`;

function generated(services: number): string {
  const volumes = Array.from({ length: 20 }, (_, i) => `  spool-${i}: {}\n`).join("");
  const all = Array.from({ length: services }, (_, i) => service(i)).join("");
  return `version: "3.8"\n\nservices:\n${all}\nnetworks:\n  field:\n    driver: overlay\n\nvolumes:\n${volumes}`;
}

type Program = readonly [name: string, ...args: string[]];

const docker = (file: string): Program => ["docker", "stack", "config", "-c", file];
const ours = (file: string, more: readonly string[]): Program => [
  process.execPath,
  main,
  "convert",
  ...["-f", file, "-o", join(directory, "stack.yml"), "--force", ...more],
];

function timed([name, ...args]: Program): number {
  const from = performance.now();
  const { status, stderr } = spawnSync(name, args, { env, stdio: ["ignore", nowhere, "pipe"], encoding: "utf8" });
  const tookMs = performance.now() - from;
  if (status !== 0) throw new Error(`${name} ${args.join(" ")}: ${stderr}`);
  return tookMs;
}

/** Highest resident memory of a run of its own, in MB, as the kernel notes it. @see proc_pid_status(5), VmHWM */
async function peakMegabytes([name, ...args]: Program): Promise<number> {
  const child = spawn(name, args, { env, stdio: "ignore" });
  let peak = 0;
  const look = setInterval(() => {
    const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, "utf8") : "";
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
  }, 2);
  await new Promise((resolve) => child.once("exit", resolve));
  clearInterval(look);
  return peak / 1000;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function compare(what: string, file: string, rounds: number, more: readonly string[] = []): Promise<void> {
  const times: Record<"docker" | "ours", number[]> = { docker: [], ours: [] };
  // One of each that nobody counts: the disk's cache is then warm for both.
  timed(docker(file));
  timed(ours(file, more));
  for (let i = 0; i < rounds; i++) {
    times.docker.push(timed(docker(file)));
    times.ours.push(timed(ours(file, more)));
  }
  const [theirMs, ourMs] = [median(times.docker), median(times.ours)];
  const [theirMb, ourMb] = [await peakMegabytes(docker(file)), await peakMegabytes(ours(file, more))];
  const kilobytes = Math.round(statSync(file).size / 1000);
  console.log(
    `| ${what} | ${kilobytes} | ${theirMs.toFixed(0)} | ${ourMs.toFixed(0)} | **${(ourMs / theirMs).toFixed(1)}×** | ${theirMb.toFixed(0)} | ${ourMb.toFixed(0)} |`,
  );
}

console.log("| stack | kB | `docker stack config`, ms | `edgeward convert`, ms | ratio | theirs, MB | ours, MB |");
console.log("|---|---|---|---|---|---|---|");
try {
  if (existsSync(edgex)) await compare("EdgeX, 19 services", edgex, 11, ["--waive", "system:docker-socket"]);
  for (const [services, rounds] of [
    [100, 7],
    [1000, 5],
    [5000, 3],
  ] as const) {
    const file = join(directory, `${services}.yml`);
    writeFileSync(file, generated(services));
    await compare(`${services.toLocaleString("en")} services`, file, rounds);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
