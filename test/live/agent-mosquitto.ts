/** A real mosquitto with TLS and a password file, and mosquitto_sub as the one who counts. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Authority } from "../../src/service/agent/testing/authority.ts";
import { until } from "../../src/service/agent/testing/until.ts";

export interface Mosquitto extends AsyncDisposable {
  readonly port: number;
  readonly passwordFile: string;
  start(): Promise<void>;
  /** `SIGTERM` lets it write its sessions down; `SIGHUP` makes it read its password file again. */
  signal(signal: "SIGTERM" | "SIGKILL" | "SIGHUP"): Promise<void>;
}

/** Not started yet. Users: `agent` and `judge`, each with its name and `-password` as the password. */
export async function aMosquitto(dir: string, authority: Authority): Promise<Mosquitto> {
  const own = join(dir, "mosquitto");
  await mkdir(own);
  const tls = await authority.issue(["broker"]);
  const port = await freePort();
  const passwordFile = join(own, "passwords");
  await writeFile(join(own, "cert.pem"), tls.certificate);
  await writeFile(join(own, "key.pem"), tls.key, { mode: 0o600 });
  await writeFile(passwordFile, "", { mode: 0o600 });
  for (const user of ["agent", "judge"])
    execFileSync("mosquitto_passwd", ["-b", passwordFile, user, `${user}-password`]);
  const lines = [
    `listener ${port} 127.0.0.1`,
    `certfile ${join(own, "cert.pem")}`,
    `keyfile ${join(own, "key.pem")}`,
    "allow_anonymous false",
    `password_file ${passwordFile}`,
    "persistence true",
    `persistence_location ${own}/`,
    "max_queued_messages 0",
    ...(process.getuid?.() === 0 ? ["user root"] : []),
  ];
  await writeFile(join(own, "mosquitto.conf"), `${lines.join("\n")}\n`);
  let child: ChildProcess | undefined;
  const signal: Mosquitto["signal"] = async (name) => {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    running.kill(name);
    if (name !== "SIGHUP") await once(running, "exit");
  };
  return {
    port,
    passwordFile,
    signal,
    async start() {
      child = spawn("mosquitto", ["-c", join(own, "mosquitto.conf")], { stdio: "ignore" });
      await until("mosquitto listens", () => accepts(port));
    },
    [Symbol.asyncDispose]: () => signal("SIGKILL"),
  };
}

export interface Judge extends AsyncDisposable {
  /** What mosquitto_sub printed. */
  readonly messages: readonly { readonly topic: string; readonly payload: string }[];
}

/** mosquitto_sub with a session that outlives its connection: what comes while it is away is kept for it. */
export async function aJudge(dir: string, authority: Authority, { port }: Mosquitto): Promise<Judge> {
  const config = join(dir, "judge");
  await mkdir(config);
  await writeFile(join(dir, "judge-ca.pem"), authority.ca);
  // Options in a file: a password on a command line is for everybody to see.
  const options = [
    "-h 127.0.0.1",
    `-p ${port}`,
    `--cafile ${join(dir, "judge-ca.pem")}`,
    "--insecure",
    "-u judge",
    "-P judge-password",
  ];
  for (const program of ["mosquitto_sub", "mosquitto_pub"]) {
    await writeFile(join(config, program), `${options.join("\n")}\n`, { mode: 0o600 });
  }
  const env = { ...process.env, XDG_CONFIG_HOME: config };
  const messages: { topic: string; payload: string }[] = [];
  const sub = spawn("mosquitto_sub", ["-i", "judge", "-c", "-q", "1", "-t", "#", "-F", "%t\t%p"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface(sub.stdout).on("line", (line) => {
    const [topic = "", payload] = line.split("\t");
    const last = messages.at(-1);
    if (payload !== undefined) messages.push({ topic, payload });
    else if (last) last.payload += `\n${line}`;
  });
  // It is subscribed once it hears what is called out to it.
  await until("mosquitto_sub is subscribed", () => {
    execFileSync("mosquitto_pub", ["-q", "1", "-t", "ready", "-m", "?"], { env });
    return messages.some(({ topic }) => topic === "ready");
  });
  return {
    messages,
    async [Symbol.asyncDispose]() {
      sub.kill();
      if (sub.exitCode === null && sub.signalCode === null) await once(sub, "exit");
    },
  };
}

/** Free a moment ago: mosquitto cannot be asked which port it took. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
