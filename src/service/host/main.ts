/**
 * The process that hosts embedded services. Arguments: path of its control socket, path of its log. The token that requests must carry
 * comes over file descriptor 3, since arguments and environment can be read by others; everything else it is told over the socket. It opens nothing but what its permissions name.
 */
import { closeSync, readFileSync } from "node:fs";
import type { ControlRequest } from "../../model/control.ts";
import { serveControl } from "./control-server.ts";
import { hosting } from "./hosting.ts";
import { openLog } from "./log.ts";

/** An engine that died right after it started us never comes back for us: without a first word we go. */
const firstWordMs = 30_000;

const [socketPath, logPath] = process.argv.slice(2);
if (socketPath === undefined || logPath === undefined) {
  process.stderr.write("edgeward host: this program is started by `edgeward up`, not by hand\n");
  process.exit(2);
}

// Whatever a library creates is for this user alone.
process.umask(0o077);
const { log, close } = openLog(logPath);
const services = hosting(log, Date.now);

function crash(error: unknown): void {
  log.fatal({ err: error }, "the process ends after an error that nobody caught");
  process.exit(1);
}
process.on("uncaughtException", crash);
process.on("unhandledRejection", crash);

const unspoken = setTimeout(() => end("nobody said what to host"), firstWordMs);
const token = readFileSync(3, "utf8");
closeSync(3);
const control = await serveControl(socketPath, token, async (request: ControlRequest) => {
  if (request.ask === "start") clearTimeout(unspoken);
  const reply = await services.answer(request);
  if (request.ask === "shutdown") setImmediate(() => end("told to shut down"));
  return reply;
});

let ending = false;
async function end(why: string): Promise<void> {
  if (ending) return;
  ending = true;
  log.info(`ending: ${why}`);
  await services[Symbol.asyncDispose]();
  await control[Symbol.asyncDispose]();
  close();
  process.exit(0);
}
process.on("SIGTERM", () => end("SIGTERM"));
process.on("SIGINT", () => end("SIGINT"));
process.on("SIGHUP", () => log.info("SIGHUP: nothing to do"));
