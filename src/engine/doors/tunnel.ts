/**
 * Connections into the network of a container. Overlay networks of a stack let nobody in who is not of the stack, and a port on loopback
 * is reached from nowhere else: so a throw-away container shares the network of the one that is asked, and each connection is an `nc` in it.
 */
import { Duplex } from "node:stream";
import { throwAwayLabel } from "../../model/swarm-plan.ts";
import type { Docker } from "../docker/docker.ts";
import { type Frame, Frames } from "../docker/frames.ts";
import { removeLeftBehind } from "./left-behind.ts";

export interface Tunnel extends AsyncDisposable {
  /** @param hosts tried one after the other, as the container knows them */
  open(hosts: readonly string[], port: number, signal: AbortSignal): Promise<Duplex>;
  /** Another program in there: what is written goes to its input, what is read is its output. */
  run(command: readonly string[], signal: AbortSignal): Promise<Duplex>;
}

/** So that one which nobody could remove ends by itself. Whoever still needs one then gets another. */
const livesS = 900;
const connectS = 5;
const makingMs = 60_000;

/** @param image that has `/bin/busybox` */
export async function tunnelInto(
  docker: Docker,
  container: string,
  image: string,
  signal: AbortSignal,
): Promise<Tunnel> {
  await removeLeftBehind(docker, signal);
  signal.throwIfAborted();
  // Not ended by the signal: what is made has to be known, so that it can be removed.
  const { Id: id } = await docker.ask<{ readonly Id: string }>("POST", "/containers/create", {
    body: {
      Image: image,
      Entrypoint: ["/bin/busybox"],
      Cmd: ["sleep", String(livesS)],
      User: "65534:65534",
      Labels: { [throwAwayLabel]: "tunnel" },
      HostConfig: {
        NetworkMode: `container:${container}`,
        AutoRemove: true,
        ReadonlyRootfs: true,
        CapDrop: ["ALL"],
        SecurityOpt: ["no-new-privileges"],
        // Four for each connection at a time, and of MQTT each identity has one.
        PidsLimit: 512,
        Memory: 64 * 1024 * 1024,
      },
    },
    signal: AbortSignal.timeout(makingMs),
  });
  // Whatever ends us, it must not stay.
  const remove = () => docker.ask("DELETE", `/containers/${id}`, { query: { force: true } }).catch(() => undefined);
  try {
    await docker.ask("POST", `/containers/${id}/start`, { signal });
  } catch (error) {
    await remove();
    throw error;
  }
  const run: Tunnel["run"] = async (command, abort) => {
    const made = await docker.ask<{ readonly Id: string }>("POST", `/containers/${id}/exec`, {
      body: { AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: false, Cmd: command },
      signal: abort,
    });
    const raw = await docker.hijack(`/exec/${made.Id}/start`, { body: { Detach: false, Tty: false }, signal: abort });
    return new Unframed(raw);
  };
  return {
    run,
    open: (hosts, port, abort) => run(["/bin/busybox", "sh", "-c", first, "sh", String(port), ...hosts], abort),
    async [Symbol.asyncDispose]() {
      await remove();
    },
  };
}

/** An `nc` that does not connect has read nothing yet, so the next one gets all of it. */
const first = `port=$1; shift; for host; do /bin/busybox nc -w ${connectS} "$host" "$port" && exit; done; exit 1`;

/** What the program prints comes without frames; what is written goes as it is. */
class Unframed extends Duplex {
  readonly #raw: Duplex;

  constructor(raw: Duplex) {
    super();
    this.#raw = raw;
    const frames = new Frames();
    frames.on("data", ({ from, bytes }: Frame) => {
      // `nc` complains on the other output: that is no part of the connection.
      if (from === "stdout" && !this.push(bytes)) frames.pause();
    });
    frames.once("end", () => this.push(null));
    frames.once("error", (error) => this.destroy(error));
    raw.once("error", (error) => this.destroy(error));
    raw.once("close", () => frames.end());
    raw.pipe(frames);
    this.#resume = () => frames.resume();
  }

  readonly #resume: () => void;

  override _read(): void {
    this.#resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#raw.write(chunk, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#raw.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#raw.destroy();
    done(error);
  }
}
