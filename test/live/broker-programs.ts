/** Debian's mosquitto and its clients, as the broker's tests use them: each started here, ended here, by its pid. */
import { type ChildProcess, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ABroker } from "../../src/service/broker/testing/a-broker.ts";
import { until } from "../../src/service/broker/testing/until.ts";

export interface Program extends AsyncDisposable {
  readonly pid: number;
  readonly out: () => string;
  readonly err: () => string;
  /** Exit status once it has ended; -1 when a signal ended it. */
  readonly status: () => number | undefined;
  readonly ended: () => Promise<{ readonly status: number; readonly out: string; readonly err: string }>;
}

export function program(name: string, args: readonly string[]): Program {
  const child: ChildProcess = spawn(name, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH },
  });
  let [out, err] = ["", ""];
  let status: number | undefined;
  child.stdout?.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  child.once("error", (error) => {
    err += error.message;
    status = 127;
  });
  child.once("close", (code) => {
    status = code ?? -1;
  });
  const { pid = 0 } = child;
  return {
    pid,
    out: () => out,
    err: () => err,
    status: () => status,
    async ended() {
      await until(() => status !== undefined, `${name} to end`, 30_000);
      return { status: status ?? -1, out, err };
    },
    async [Symbol.asyncDispose]() {
      if (status === undefined) child.kill("SIGKILL");
      await until(() => status !== undefined, `${name} to be gone`);
    },
  };
}

/** Arguments that bring a mosquitto client to a broker, as ann. */
export function asAnn({ port, dir }: { readonly port: number; readonly dir: string }, password = "pw-ann"): string[] {
  return [...unnamed({ port, dir }), "-u", "ann", "-P", password];
}

export function unnamed({ port, dir }: { readonly port: number; readonly dir: string }): string[] {
  return ["-h", "localhost", "-p", `${port}`, "--cafile", join(dir, "cert.pem")];
}

/** A real mosquitto with the users, rights and certificate of a broker of ours. */
export async function realMosquitto({
  launch,
  dir,
  ca,
}: ABroker): Promise<Program & { port: number; dir: string; ca: string }> {
  const port = await freePort();
  const conf = join(dir, `mosquitto-${port}.conf`);
  const lines = [
    "user root",
    `listener ${port} 127.0.0.1`,
    "allow_anonymous false",
    `password_file ${launch.passwordFile}`,
    `acl_file ${launch.aclFile}`,
    `certfile ${launch.tls.certificate}`,
    `keyfile ${launch.tls.key}`,
    "sys_interval 1",
  ];
  await writeFile(conf, `${lines.join("\n")}\n`);
  const mosquitto = program("mosquitto", ["-c", conf]);
  for (let tries = 0; !(await listens(port)); tries++) {
    if (mosquitto.status() !== undefined || tries > 500)
      throw new Error(`mosquitto does not listen: ${mosquitto.err()}`);
    await pause(20);
  }
  return Object.assign(mosquitto, { port, dir, ca });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === "object" && address ? address.port : 0;
}

function listens(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      answer(true);
    });
    socket.once("error", () => answer(false));
  });
}
