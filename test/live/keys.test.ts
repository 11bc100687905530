/** Debian's mosquitto and openssl judge what the keys write. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, test } from "vitest";
import { fileKeys } from "../../src/keys/file-keys.ts";
import { generatedFile, type Layout } from "../../src/model/layout.ts";
import { type SecretSpec, secretRef } from "../../src/model/secret.ts";
import { eventually, freePort, ran } from "./a-stack.ts";

const password: SecretSpec = { kind: "password", ref: secretRef("broker/agent") };
const server: SecretSpec = {
  kind: "server-certificate",
  ref: secretRef("broker"),
  dnsNames: ["broker", "localhost"],
  ipAddresses: ["127.0.0.1"],
};
let layout: Layout;
let secret: string;

beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), "edgeward-keys-live-"));
  layout = { root, run: join(root, "run") };
  const keys = fileKeys({ layout, stackName: "judged", now: Date.now });
  await keys.ensure([password, server]);
  secret = await keys.password(password.ref);
  await keys.fill(
    [
      { service: "broker", name: "passwords", parts: ["agent:", { hole: "mosquitto-hash", ref: password.ref }, "\n"] },
      { service: "broker", name: "certificate", parts: [{ hole: "certificate", ref: server.ref }] },
      { service: "broker", name: "private_key", parts: [{ hole: "private-key", ref: server.ref }] },
      { service: "broker", name: "ca", parts: [{ hole: "ca-certificate" }] },
    ],
    "owner",
  );
  return () => rm(root, { recursive: true, force: true });
});

test("openssl verifies the server's certificate against the CA, for each of its names and as a server's only", () => {
  const verify = (...args: string[]) =>
    execFileSync(
      "openssl",
      [
        "verify",
        "-x509_strict",
        "-CAfile",
        generatedFile(layout, "broker", "ca"),
        ...args,
        generatedFile(layout, "broker", "certificate"),
      ],
      { encoding: "utf8", stdio: "pipe" },
    );
  assert.match(verify("-purpose", "sslserver", "-verify_hostname", "localhost"), /OK/);
  assert.match(verify("-purpose", "sslserver", "-verify_ip", "127.0.0.1"), /OK/);
  assert.throws(() => verify("-verify_hostname", "elsewhere"));
  assert.throws(() => verify("-purpose", "sslclient"));
});

test("a real mosquitto takes our hash, our certificate and our key: the password gets in, another does not", async () => {
  const port = await freePort();
  const conf = join(layout.root, "mosquitto.conf");
  const at = (name: string) => generatedFile(layout, "broker", name);
  await writeFile(
    conf,
    `user root\nlistener ${port} 127.0.0.1\nallow_anonymous false\npassword_file ${at("passwords")}\ncertfile ${at("certificate")}\nkeyfile ${at("private_key")}\n`,
  );
  const mosquitto = spawn("mosquitto", ["-c", conf], { stdio: "ignore" });
  try {
    const publish = (pass: string) =>
      ran(
        "mosquitto_pub",
        ["-h", "localhost", "-p", `${port}`, "--cafile", at("ca"), "-u", "agent", "-P", pass, "-t", "t", "-m", "m"],
        layout.root,
        { PATH: process.env.PATH ?? "" },
      );
    assert.ok(await eventually("the right password", async () => (await publish(secret)).status === 0));
    const wrong = await publish(`${secret}x`);
    assert.notEqual(wrong.status, 0);
    assert.match(wrong.err, /not authori[sz]ed/i);
  } finally {
    const gone = new Promise((resolve) => mosquitto.once("exit", resolve));
    mosquitto.kill("SIGTERM");
    await gone;
  }
});
