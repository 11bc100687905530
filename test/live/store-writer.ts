/**
 * A program to be killed: appends to the store in argv[2] as fast as it can, and prints the number of each batch that was acknowledged.
 * Batch n holds, for each of three sensors, the value n at second n, and rewrites second n mod 50 of the sensor `again`.
 */
import { pino } from "pino";
import { openStore } from "../../src/service/store/store.ts";

const [, , dir = "", first = "0"] = process.argv;
const around = { log: pino({ level: "silent" }), now: Date.now, signal: new AbortController().signal };
const store = await openStore({ dir, foldAtBytes: 20_000 }, around);
let next = Number(first);

function pointsOf(n: number) {
  const point = (sensor: string, second: number) => ({
    measurement: "m",
    tags: [["sensor", sensor] as const],
    fields: [["v", n] as const],
    timeNs: BigInt(second) * 1_000_000_000n,
  });
  return [point("a", n), point("b", n), point("c", n), point("again", n % 50)];
}

async function writer(): Promise<void> {
  for (;;) {
    const n = next++;
    await store.append("d", pointsOf(n));
    // What was printed was acknowledged; what was acknowledged before the kill is printed but for the last few.
    await new Promise((resolve) => process.stdout.write(`${n}\n`, resolve));
  }
}

await Promise.all(Array.from({ length: 8 }, writer));
