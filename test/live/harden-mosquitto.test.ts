/** A real mosquitto with the settings, users, access list and certificate that hardening gives it. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connectAsync } from "mqtt";
import { test } from "vitest";
import { fileKeys } from "../../src/keys/file-keys.ts";
import { generatedFile } from "../../src/model/layout.ts";
import { secretRef } from "../../src/model/secret.ts";
import { configurations } from "../golden/harden/configurations.ts";
import { type Texts, through } from "../golden/harden/through.ts";

interface Hardened extends AsyncDisposable {
  /** The ports that it said it opened. */
  readonly opened: readonly number[];
  readonly port: number;
  readonly ca: string;
  password(user: string): Promise<string>;
}

const compose = (services: string) => `services:
  mosquitto:
    image: eclipse-mosquitto:2
    ports: ["1883:1883"]
    volumes: [./mosquitto.conf:/mosquitto/config/mosquitto.conf]
${services}`;

const agent = `  agent:
    image: example/agent
    x-edgeward: { role: agent, publish: [Servo] }
`;

/** Starts what hardening made of the texts, its ports moved to free ones. */
async function aHardened(texts: Texts): Promise<Hardened> {
  const root = await mkdtemp(join(tmpdir(), "edgeward-hardened-"));
  const layout = { root: join(root, ".edgeward"), run: root };
  const { hardened, after } = through(texts);
  const keys = fileKeys({ layout, stackName: "test", now: Date.now });
  await keys.ensure(hardened.secrets);
  await keys.fill(hardened.generated, "owner");
  const moved = new Map<string, number>();
  const lines: string[] = [];
  for (const line of (after["mosquitto.conf"] ?? "").split("\n")) {
    const [, before = "", port = "", rest = ""] = /^((?:listener|port) )(\d+)(.*)$/.exec(line) ?? [];
    if (port !== "") moved.set(port, moved.get(port) ?? (await freePort()));
    const own = line.replace(/\/run\/secrets\/mosquitto_(\w+)/, (_, name: string) =>
      generatedFile(layout, "mosquitto", name),
    );
    lines.push(port === "" ? own : `${before}${moved.get(port)}${rest}`);
  }
  const config = join(root, "mosquitto.conf");
  // It would give up root's rights otherwise, and with them the right to read what is ours alone.
  await writeFile(config, ["user root", ...lines, ""].join("\n"));
  const mosquitto = spawn("mosquitto", ["-c", config], { stdio: ["ignore", "ignore", "pipe"] });
  const opened = await openedBy(mosquitto);
  const [port = 0] = moved.values();
  return {
    opened,
    port,
    ca: generatedFile(layout, "mosquitto", "ca"),
    password: (user) => keys.password(secretRef(`${user}@mosquitto`)),
    async [Symbol.asyncDispose]() {
      if (mosquitto.exitCode === null) {
        mosquitto.kill();
        await once(mosquitto, "exit");
      }
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function openedBy(mosquitto: ChildProcess): Promise<readonly number[]> {
  const opened = new Set<number>();
  const said: string[] = [];
  const { stderr } = mosquitto;
  if (!stderr) throw new Error("mosquitto has no error output");
  const deadline = setTimeout(() => mosquitto.kill(), 20_000);
  try {
    for await (const line of createInterface({ input: stderr })) {
      said.push(line);
      const [, port] = /listen socket on port (\d+)/.exec(line) ?? [];
      if (port !== undefined) opened.add(Number(port));
      if (line.endsWith("running")) return [...opened];
    }
  } finally {
    clearTimeout(deadline);
    stderr.resume();
  }
  throw new Error(`mosquitto did not start: ${said.join("; ")}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

interface Client {
  readonly user?: string;
  readonly password?: string;
  readonly plain?: boolean;
}

function client(program: string, broker: Hardened, { user, password, plain }: Client, ...args: string[]): ChildProcess {
  const tls = plain ? [] : ["--cafile", broker.ca];
  const login = user === undefined ? [] : ["-u", user, "-P", password ?? ""];
  const all = ["-h", "localhost", "-p", `${broker.port}`, ...tls, ...login, ...args];
  return spawn(program, all, { stdio: ["ignore", "pipe", "ignore"] });
}

async function publishes(broker: Hardened, who: Client, topic: string): Promise<boolean> {
  const [status] = await once(client("mosquitto_pub", broker, who, "-t", topic, "-m", "x", "-q", "1"), "exit");
  return status === 0;
}

test("a real mosquitto takes it: strangers out, each client within its topics, a person looks on", async () => {
  const conf = "listener 1883\nallow_anonymous true\n";
  await using broker = await aHardened({ "docker-compose.yml": compose(agent), "mosquitto.conf": conf });
  const own = { user: "agent", password: await broker.password("agent") };
  assert.deepEqual(broker.opened, [broker.port]);
  assert.equal(await publishes(broker, {}, "Servo"), false, "anonymous");
  assert.equal(await publishes(broker, { user: "agent", password: "test" }, "Servo"), false, "a wrong password");
  assert.equal(await publishes(broker, { ...own, plain: true }, "Servo"), false, "clear text");

  const witness = { user: "edgeward", password: await broker.password("edgeward") };
  const heard: string[] = [];
  const looking = await connectAsync(`mqtts://localhost:${broker.port}`, {
    username: witness.user,
    password: witness.password,
    ca: await readFile(broker.ca),
  });
  const both = new Promise<void>((resolve) => {
    looking.on("message", (topic) => heard.push(topic) === 2 && resolve());
  });
  await looking.subscribeAsync("#", { qos: 1 });
  await publishes(broker, own, "Servo");
  // What is not allowed goes before the last one: had it been let through, it would be heard in its place.
  await publishes(broker, own, "elsewhere");
  await publishes(broker, witness, "Servo");
  await publishes(broker, own, "Servo");
  await both;
  await looking.endAsync();
  assert.deepEqual(heard, ["Servo", "Servo"]);
});

test.each(Object.entries(configurations))("with %s it opens TLS and nothing else", async (_, conf) => {
  await using broker = await aHardened({ "docker-compose.yml": compose(agent), "mosquitto.conf": conf });
  const own = { user: "agent", password: await broker.password("agent") };
  assert.ok(broker.opened.includes(broker.port) && !broker.opened.includes(1883), broker.opened.join());
  const whole = { ...broker, [Symbol.asyncDispose]: async () => {} };
  for (const port of broker.opened) {
    assert.equal(await publishes({ ...whole, port }, own, "Servo"), true, `TLS on ${port}`);
    assert.equal(await publishes({ ...whole, port }, { ...own, plain: true }, "Servo"), false, `clear text on ${port}`);
    assert.equal(await publishes({ ...whole, port }, {}, "Servo"), false, `anonymous on ${port}`);
  }
});
