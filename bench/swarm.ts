/**
 * From the command to the last of six services healthy on a swarm of two, beside `docker stack deploy` of the converted file; and an `up`
 * that has nothing to do. One lab, in turns. Not among the parts of `npm run bench`: it needs root, a build, and minutes:
 * `npx tsx bench/swarm.ts [ROUNDS]`.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { aLab, cache } from "../test/lab/a-lab.ts";
import { aSwarmStack } from "../test/lab/swarm-stack.ts";

const main = fileURLToPath(new URL("../dist/main.cjs", import.meta.url));
const rounds = Number(process.argv[2] ?? 3);
const service = (name: string) => `
  ${name}:
    image: box:1
    command: ["/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1; done"]
    restart: always
    healthcheck: {test: [CMD, /bin/true], interval: 1s}
`;
const names = ["a", "b", "c", "d", "e", "f"];
const compose = `name: plant\nservices:${names.map(service).join("")}`;

const lab = aLab(`bench-${process.pid.toString(36)}`);
const docker = (...words: string[]) => lab.docker("manager", ...words);

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

async function allRunning(): Promise<boolean> {
  const listed = await docker("service", "ls", "--format", "{{.Replicas}}");
  const replicas = listed.split("\n").filter(Boolean);
  return replicas.length === names.length && replicas.every((one) => one === "1/1");
}

async function nothingLeft(): Promise<void> {
  const left = async () =>
    (await docker("ps", "-aq")) +
    (await lab.docker("worker-1", "ps", "-aq")) +
    (await docker("network", "ls", "-q", "-f", "name=plant_"));
  while ((await left()) !== "") await sleep(250);
}

const up = await lab.edgeward("up", "--cache", cache, "--memory", "448M");
if (up.status !== 0) throw new Error(up.err);
const stack = await aSwarmStack(lab, "box:1");
const scratch = mkdtempSync(join(tmpdir(), "edgeward-bench-"));
try {
  stack.write({ "compose.yml": compose });
  const stackFile = join(scratch, "stack.yml");
  execFileSync(process.execPath, [main, "convert", "-f", join(stack.directory, "compose.yml"), "-o", stackFile]);
  const edgeward = async (...words: [string, ...string[]]) => {
    const { status, err } = await stack.edgeward(...words);
    if (status !== 0) throw new Error(err);
  };
  const seconds: Record<"ours" | "docker" | "again", number[]> = { ours: [], docker: [], again: [] };
  const ours = async () => {
    seconds.ours.push(await timed(() => edgeward("up", "--no-verify")));
    seconds.again.push(await timed(() => edgeward("up", "--no-verify")));
    await edgeward("down", "--volumes");
  };
  const theirs = async () => {
    const from = performance.now();
    await docker("stack", "deploy", "--resolve-image", "never", "-c", stackFile, "plant");
    while (!(await allRunning())) await sleep(250);
    seconds.docker.push((performance.now() - from) / 1000);
    await docker("stack", "rm", "plant");
  };
  for (let round = 0; round < rounds; round++) {
    // Who is first has it no easier than the other.
    for (const deploy of round % 2 === 0 ? [ours, theirs] : [theirs, ours]) {
      await deploy();
      await nothingLeft();
    }
    const last = Object.entries(seconds).map(([name, all]) => `${name} ${all.at(-1)?.toFixed(1)} s`);
    console.log(`round ${round + 1}: ${last.join(", ")}; load ${loadavg()[0]?.toFixed(0)}`);
  }
  const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
  const [own, other, again] = [median(seconds.ours), median(seconds.docker), median(seconds.again)];
  console.log(
    `until all ${names.length} are healthy, medians of ${rounds}: up ${own.toFixed(1)} s, docker stack deploy`,
  );
  console.log(
    `${other.toFixed(1)} s, ratio ${(own / other).toFixed(2)}; an up with nothing to do ${again.toFixed(1)} s`,
  );
} finally {
  stack.remove();
  rmSync(scratch, { recursive: true, force: true });
  await lab.edgeward("down");
}
