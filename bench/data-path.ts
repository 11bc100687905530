/**
 * Messages from authenticated TLS publishers to rows on disk: Edgeward beside mosquitto -> subscriber -> InfluxDB 1.x, in one run on
 * one machine, in turns. Ours counts rows after `kill -9`; the peer's are counted while it lives. Prints a table; asserts that no
 * row is missing at QoS 1, and nothing about time.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cpuUs } from "./data-path/cpu.ts";
import type { Loaded, LoadOptions } from "./data-path/load.ts";
import { startOurs } from "./data-path/ours.ts";
import { until as eventually, startPeer } from "./data-path/peer.ts";

interface Result {
  readonly perS: number;
  readonly cpuUsEach: number;
  readonly rows: number;
}

const messages = Number(process.env.BENCH_MESSAGES ?? 200_000);
const publishers = 10;
const loader = fileURLToPath(new URL("data-path/load.ts", import.meta.url));

/** The generator is a process of its own: its CPU is nobody's account. */
function generate(options: LoadOptions): Loaded {
  const out = execFileSync(process.execPath, ["--import", "tsx", loader, JSON.stringify(options), "run"], {
    encoding: "utf8",
    maxBuffer: 1 << 20,
  });
  return JSON.parse(out) as Loaded;
}

async function within<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "edgeward-bench-"));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const options = (
  qos: 0 | 1,
  window: number,
  to: { port: number; caFile: string; passwordFile: string },
): LoadOptions => ({
  host: "127.0.0.1",
  serverName: "localhost",
  user: "load",
  qos,
  window,
  publishers,
  messages,
  port: to.port,
  caFile: to.caFile,
  passwordFile: to.passwordFile,
});

async function ours(qos: 0 | 1, window: number): Promise<Result> {
  return within(async (directory) => {
    const stack = await startOurs(directory);
    try {
      const pid = stack.corePid();
      const before = cpuUs([pid]);
      const sent = generate(options(qos, window, stack));
      // At QoS 1 the last acknowledgement says that all is on disk; at QoS 0 we have to look.
      const until = qos === 0 ? await settled(() => stack.rows()) : sent.endedAt;
      const cpu = cpuUs([pid]) - before;
      process.kill(pid, "SIGKILL");
      const rows = await stack.rows();
      return { perS: messages / ((until - sent.startedAt) / 1000), cpuUsEach: cpu / messages, rows };
    } finally {
      stack.stop();
    }
  });
}

async function peer(qos: 0 | 1, window: number): Promise<Result> {
  return within(async (directory) => {
    const stack = await startPeer(directory);
    try {
      const before = cpuUs(stack.pids);
      const sent = generate(options(qos, window, stack));
      const until = await settled(() => stack.rows());
      const cpu = cpuUs(stack.pids) - before;
      return {
        perS: messages / ((until - sent.startedAt) / 1000),
        cpuUsEach: cpu / messages,
        rows: await stack.rows(),
      };
    } finally {
      await stack.stop();
    }
  });
}

/** When all rows were there, or when the last of them came if some never do; milliseconds since the epoch. */
async function settled(rows: () => Promise<number>): Promise<number> {
  let last = -1;
  let at = Date.now();
  await eventually(async () => {
    const now = await rows();
    if (now !== last) at = Date.now();
    const idle = now === last && Date.now() - at > 2000;
    last = now;
    return now >= messages || idle;
  });
  return at;
}

console.log(`${messages.toLocaleString("en")} messages of 131 bytes, ${publishers} publishers, TLS and password\n`);
console.log("| QoS | path | messages/s | CPU µs a message | rows |");
console.log("|---|---|---|---|---|");
let missing = false;
for (const [qos, window] of [
  [0, 0],
  [1, 1],
  [1, 100],
] as const) {
  const name = qos === 0 ? "0" : `1, window ${window}`;
  const theirs = await peer(qos, window);
  const mine = await ours(qos, window);
  const row = (path: string, r: Result) =>
    console.log(
      `| ${name} | ${path} | ${Math.round(r.perS).toLocaleString("en")} | ${r.cpuUsEach.toFixed(1)} | ${r.rows.toLocaleString("en")} |`,
    );
  row("mosquitto → subscriber → InfluxDB", theirs);
  row("Edgeward, rows counted after kill -9", mine);
  console.log(
    `| ${name} | ratio | ${(mine.perS / theirs.perS).toFixed(2)}× | ${(mine.cpuUsEach / theirs.cpuUsEach).toFixed(2)}× | |`,
  );
  if (qos === 1 && mine.rows !== messages) missing = true;
}
if (missing) {
  console.error("rows are missing at QoS 1");
  process.exitCode = 1;
}
