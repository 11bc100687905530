/**
 * Something that one process at a time may have. Whoever has it holds a socket that has no file (unix(7), "abstract"): the kernel lets
 * go of it when the process ends, however it ends, so neither a crash nor a process id that is used again leaves it locked. The
 * socket's name is random and kept in a file (0600), so that nobody who cannot read the file can take it.
 */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { diskFault } from "./disk-fault.ts";

const nameBytes = 16;

/**
 * @throws Fault "disk-full" or "no-permission" when the name cannot be written
 * @returns undefined when another living process, or another part of this one, has it
 */
export async function hold(file: string): Promise<AsyncDisposable | undefined> {
  for (;;) {
    const name = await nameIn(file);
    const server = await listening(`\0edgeward-${name}`);
    if (!server) return undefined;
    const close = async () => {
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    };
    // Whoever had it may have removed the file meanwhile; then others meet under another name.
    if ((await readFile(file, "latin1").catch(() => "")).startsWith(name)) return { [Symbol.asyncDispose]: close };
    await close();
  }
}

/** Asks without taking it: whoever wants it meanwhile gets it, and nothing is written. */
export async function isHeld(file: string): Promise<boolean> {
  const name = (await readFile(file, "latin1").catch(() => "")).slice(0, nameBytes * 2);
  if (name.length < nameBytes * 2) return false;
  return new Promise((resolve) => {
    const socket = connect(`\0edgeward-${name}`);
    const said = (held: boolean) => {
      socket.destroy();
      resolve(held);
    };
    socket.once("connect", () => said(true));
    // Refused: nobody listens. What else may be wrong, such as too many who ask, is said of one that is there.
    socket.on("error", (error: NodeJS.ErrnoException) => said(error.code !== "ECONNREFUSED"));
  });
}

/** Of two that come first at the same moment, both append, and both read the first name. An unfinished one is written again. */
async function nameIn(path: string): Promise<string> {
  const name = await readFile(path, "latin1").catch(() => "");
  if (name.length >= nameBytes * 2) return name.slice(0, nameBytes * 2);
  const flags = constants.O_CREAT | constants.O_WRONLY | constants.O_APPEND;
  try {
    await using file = await open(path, flags, 0o600);
    await file.appendFile(randomBytes(nameBytes).toString("hex"), "latin1");
  } catch (cause) {
    throw diskFault(path, cause);
  }
  const written = await readFile(path, "latin1").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return nameIn(path);
    throw diskFault(path, cause);
  });
  return written.slice(0, nameBytes * 2);
}

function listening(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (cause: NodeJS.ErrnoException) =>
      cause.code === "EADDRINUSE" ? resolve(undefined) : reject(cause),
    );
    server.listen(name, () => {
      server.unref();
      resolve(server);
    });
  });
}
