/**
 * One process at a time writes to a store. Whoever has it holds a socket that has no file (unix(7), "abstract"): the kernel lets go of
 * it when the process ends, however it ends, so neither a crash nor a process id that is used again leaves the store locked. The
 * socket's name is random and kept in the store, so that nobody who cannot read the store can take it.
 */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { Fault } from "../../../model/fault.ts";

const fileName = "owner";
const nameBytes = 16;

/** @throws Fault "not-ready" when a living process has it */
export async function own(dir: string): Promise<AsyncDisposable> {
  const server = await held(`\0edgeward-store-${await nameIn(dir)}`, dir);
  return {
    async [Symbol.asyncDispose]() {
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Of two that come to a new store at the same moment, one writes the name and both read it. An unfinished one is written again. */
async function nameIn(dir: string): Promise<string> {
  const path = join(dir, fileName);
  const name = await readFile(path, "latin1").catch(() => "");
  if (name.length === nameBytes * 2) return name;
  const flags = constants.O_CREAT | constants.O_WRONLY | constants.O_APPEND;
  await using file = await open(path, flags, 0o600);
  await file.appendFile(randomBytes(nameBytes).toString("hex"), "latin1");
  return (await readFile(path, "latin1")).slice(0, nameBytes * 2);
}

function held(name: string, dir: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code !== "EADDRINUSE") return reject(cause);
      const what = `the store in ${dir} is in use by another process`;
      reject(new Fault("not-ready", what, "End that process, or use another directory.", { cause }));
    });
    server.listen(name, () => {
      server.unref();
      resolve(server);
    });
  });
}
