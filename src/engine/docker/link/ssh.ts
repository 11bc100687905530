/**
 * The system's ssh, with the person's own configuration, keys and known hosts; on the other side `docker system dial-stdio` hands what
 * comes on to the engine's socket. Nothing here weakens what ssh checks.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { Fault } from "../../../model/fault.ts";
import { aliveMs, type Link } from "./link.ts";
import { sshFault } from "./ssh-words.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const connectS = 30;
/** Characters of what ssh said: the end is enough. */
const keptWords = 8192;
/** Milliseconds between asking a child to end, and ending it. */
const patienceMs = 2000;

export interface SshTarget {
  /** As messages name it. */
  readonly address: string;
  readonly destination: string;
  readonly port?: number;
}

export function sshLink(target: SshTarget, environment: Environment): Link {
  const children = new Set<ChildProcessWithoutNullStreams>();
  return {
    open() {
      const child = spawn("ssh", sshWords(target, environment), {
        stdio: ["pipe", "pipe", "pipe"],
        // Ctrl-C on the terminal is ours to handle: what is to be tidied up still needs this connection.
        detached: true,
        env: withoutOurs(environment),
      });
      children.add(child);
      child.once("close", () => children.delete(child));
      return new SshConnection(child, target);
    },
    most: 4,
    async [Symbol.asyncDispose]() {
      await Promise.all([...children].map(end));
    },
  };
}

/** As the docker command line calls it. BatchMode: it has no terminal to ask on, and several connections would ask several times. */
export function sshWords({ destination, port }: SshTarget, environment: Environment): readonly string[] {
  const at = destination.lastIndexOf("@");
  const asks = Boolean(environment.SSH_ASKPASS && (environment.DISPLAY || environment.SSH_ASKPASS_REQUIRE));
  return [
    ...(at >= 0 ? ["-l", destination.slice(0, at)] : []),
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...["-o", `ConnectTimeout=${connectS}`, "-o", `ServerAliveInterval=${aliveMs / 1000}`],
    ...(asks ? [] : ["-o", "BatchMode=yes"]),
    ...["-T", "--", destination.slice(at + 1), "docker", "system", "dial-stdio"],
  ];
}

function withoutOurs(environment: Environment): NodeJS.ProcessEnv {
  const { EDGEWARD_PASSPHRASE: _, ...theirs } = environment;
  return theirs;
}

async function end(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.ref();
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  await gone;
  clearTimeout(timer);
}

/** The pipes of one child as a connection. Has what the HTTP client asks of a socket besides. */
class SshConnection extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #said = "";

  constructor(child: ChildProcessWithoutNullStreams, { address, destination, port }: SshTarget) {
    super({ allowHalfOpen: true });
    this.#child = child;
    child.stdout.on("data", (bytes: Buffer) => this.push(bytes) || child.stdout.pause());
    child.stdin.on("error", () => undefined); // It has ended; why, it says below.
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#said = (this.#said + text).slice(-keptWords);
    });
    child.once("error", (cause) => {
      const what = `ssh cannot be run: ${cause.message}`;
      this.destroy(new Fault("unreachable", what, "Install an OpenSSH client, or see that it is in PATH.", { cause }));
    });
    child.once("close", (status) => {
      const host = `${port === undefined ? "" : `-p ${port} `}${destination}`;
      if (status === 0) this.push(null);
      else if (!this.destroyed) this.destroy(sshFault(address, host, this.#said, status));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(bytes: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A child that ended fails this; the reason comes with its end.
    this.#child.stdin.write(bytes, encoding, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    void end(this.#child);
    done(error);
  }

  /** A connection that nobody uses keeps no program alive. */
  unref(): this {
    for (const one of this.#handles()) one.unref?.();
    return this;
  }

  ref(): this {
    for (const one of this.#handles()) one.ref?.();
    return this;
  }

  #handles(): readonly { ref?(): unknown; unref?(): unknown }[] {
    const { stdin, stdout, stderr } = this.#child;
    return [this.#child, stdin, stdout, stderr] as readonly object[];
  }

  // What only a socket could do; ssh sees to it.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
}
