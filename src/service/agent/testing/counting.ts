/** An agent's launch with a file of records that count up, and a broker for it with TLS of its own. */
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { anAuthority } from "./authority.ts";
import { aBroker } from "./broker.ts";
import { aLaunch, type LaunchOptions } from "./launch.ts";

export const authority = await anAuthority();
export const tls = await authority.issue(["broker"]);
export const layout = `{"entities":{"objects":[{"name":"servo","variables":[{"name":"n","offset":0,"type":32}]}]}}`;

/** `count` records of four bytes that count up from `first`. */
export const records = (first: number, count: number) =>
  Buffer.from(Uint32Array.from({ length: count }, (_, i) => first + i).buffer);

/** Each record becomes one JSON message. */
export async function counting(dir: string, port: number, more: Partial<LaunchOptions> = {}) {
  const from = join(dir, "records");
  await writeFile(from, "");
  await writeFile(join(dir, "layout.json"), layout);
  const source = { source: "records", format: "json", topic: "Servo", from, layout: join(dir, "layout.json") } as const;
  const launch = await aLaunch({ dir, ca: authority.ca, port, sources: [source], ...more });
  let written = 0;
  return {
    launch,
    async write(count: number) {
      await appendFile(from, records(written, count));
      written += count;
    },
  };
}

/** A port that nothing listens on. */
export async function gone(): Promise<{ readonly port: number }> {
  await using broker = await aBroker({ tls });
  return { port: broker.port };
}

export const unique = (seqs: readonly number[]) => [...new Set(seqs)];
