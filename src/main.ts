import { readFileSync } from "node:fs";
import { run } from "./cli/program.ts";
import { screenOf } from "./cli/screen.ts";
import { handOver as handOverSignal } from "./engine/local/hand-over.ts";
import { wire } from "./wire.ts";

// What we write is for this user alone, unless a command says otherwise.
process.umask(0o077);

const stop = new AbortController();
const handOver = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(name, () => stop.abort(new Error(`ended by ${name}`)));
process.on(handOverSignal, () => handOver.abort());
// A reader that has seen enough (`| head`) is no error, and what we do goes on to its end; a full disk behind `>` is one.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") unprinted = true;
  });
}
let unprinted = false;

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};
const { stdout, stderr, env } = process;
const screen = screenOf({ stdout, stderr, environment: env });
const tools = wire({ environment: env, signal: stop.signal });
// What never comes to an end has not been done.
process.exitCode = 3;
void run(process.argv.slice(2), version, { tools, screen, signal: stop.signal, handOver: handOver.signal }).then(end);

async function end(status: number): Promise<void> {
  // The last words are on their way: what they come back with counts too.
  await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
  process.exitCode = status === 0 && unprinted ? 3 : status;
}
