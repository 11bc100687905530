/** The client against real engines: over a socket, over ssh, and over TCP with TLS, which a proxy of the test's ends in front of one. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createServer } from "node:tls";
import { afterAll, beforeAll, describe, test } from "vitest";
import { connectDocker } from "../../src/engine/docker/connect-docker.ts";
import { type Docker, EngineRefusal } from "../../src/engine/docker/docker.ts";
import { outputOf } from "../../src/engine/docker/frames.ts";
import { helperImage } from "../../src/engine/images/helper-image.ts";
import { makeAuthority, makeServer } from "../../src/keys/certificates.ts";
import type { EngineAddress } from "../../src/model/engine-address.ts";
import { throwAwayCertificate } from "../../src/probe/throw-away-certificate.ts";
import { aLab, cache } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";

const reason = cannotRun();
const lab = aLab(`api-${process.pid.toString(36)}`);
const never = new AbortController().signal;
const scratch = mkdtempSync(join(tmpdir(), "edgeward-api-"));
/** The lab's hosts are known to this ssh alone. */
const environment = { ...process.env, PATH: `${scratch}:${process.env.PATH}` };
let image = "";
const to = (address: EngineAddress, signal = never) => connectDocker(address, { environment }, signal);
const overSocket: EngineAddress = { by: "unix", path: lab.socket("manager") };
const overSsh: EngineAddress = { by: "ssh", destination: "root@manager" };

describe.skipIf(reason)(`a real engine${reason ? `, not run here: ${reason}` : ""}`, () => {
  beforeAll(async () => {
    writeFileSync(join(scratch, "ssh"), `#!/bin/sh\nexec /usr/bin/ssh -F ${lab.directory}/ssh_config "$@"\n`);
    chmodSync(join(scratch, "ssh"), 0o755);
    const up = await lab.edgeward("up", "--cache", cache, "--memory", "448M", "--hosts", "1");
    assert.equal(up.status, 0, up.err);
    await using docker = await to(overSocket);
    image = await helperImage(docker, never);
  });
  afterAll(async () => {
    await lab.edgeward("down");
    rmSync(scratch, { recursive: true, force: true });
  });

  test("answers over a socket and over ssh alike, and ssh is over with the client", async () => {
    for (const address of [overSocket, overSsh]) {
      await using docker = await to(address);
      assert.deepEqual([docker.api, docker.release.slice(0, 3)], ["1.45", "26."]);
      assert.equal((await docker.ask<{ Name: string }>("GET", "/info")).Name, "manager");
      await assert.rejects(docker.ask("GET", "/containers/none/json"), (error) => {
        assert.ok(error instanceof EngineRefusal);
        return error.status === 404 && error.message === "No such container: none";
      });
      await runs(docker);
    }
    assert.deepEqual(sshOfThisLab(), []);
  });

  test("ends what it streams when the signal does", async () => {
    await using docker = await to(overSsh);
    const stop = new AbortController();
    const events = await docker.stream("GET", "/events", { signal: stop.signal });
    const read = text(events);
    stop.abort(new Error("stopped"));
    await assert.rejects(read, /stopped/);
    assert.equal((await docker.ask<{ Name: string }>("GET", "/info")).Name, "manager");
  });

  test("is reached through TLS by the client whose certificate it knows, and by no other", async () => {
    const authority = await makeAuthority("lab", Date.now());
    const { certificate, key } = await makeServer(authority, { dnsNames: [], ipAddresses: ["127.0.0.1"] }, Date.now());
    const [client, stranger] = [throwAwayCertificate(Date.now()), throwAwayCertificate(Date.now())];
    const mutual = { ca: client.certificate, requestCert: true, rejectUnauthorized: true };
    const proxy = createServer({ cert: certificate, key, ...mutual, allowHalfOpen: true }, (socket) => {
      const behind = connect({ path: lab.socket("manager"), allowHalfOpen: true });
      socket.pipe(behind).pipe(socket);
      for (const one of [socket, behind]) one.on("error", () => [socket, behind].map((other) => other.destroy()));
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const { port } = proxy.address() as AddressInfo;
    const withPair = (pair: typeof client) => {
      const certificates = mkdtempSync(join(scratch, "certs-"));
      writeFileSync(join(certificates, "ca.pem"), authority.certificate);
      writeFileSync(join(certificates, "cert.pem"), pair.certificate);
      writeFileSync(join(certificates, "key.pem"), pair.key);
      return to({ by: "tcp", host: "127.0.0.1", port, certificates });
    };
    {
      await using docker = await withPair(client);
      await runs(docker);
    }
    await assert.rejects(withPair(stranger), { code: "unreachable", message: /certificate/ });
    proxy.close();
  });

  test("is reached by an ssh of its own, too, but not where its host key is unknown or another's", async () => {
    const manager = `manager.edgeward-lab-${lab.directory.split("/").at(-1)}`;
    const other = execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(scratch, "other")]);
    assert.equal(other.length, 0);
    const wrong = `${manager} ${readFileSync(join(scratch, "other.pub"), "utf8")}`;
    directly(readFileSync(join(lab.directory, "known_hosts"), "utf8"));
    {
      await using docker = await to(overSsh);
      assert.equal((await docker.ask<{ Name: string }>("GET", "/info")).Name, "manager");
    }
    directly("");
    await assert.rejects(to(overSsh), { code: "unreachable", message: /host key is not known/, remedy: /fingerprint/ });
    directly(wrong);
    await assert.rejects(to(overSsh), {
      code: "unreachable",
      message: /is another than before/,
      remedy: /fingerprint/,
    });
  });
});

/** Makes ssh connect anew, in the lab's network, and believe these keys. */
function directly(knownHosts: string): void {
  const lines = readFileSync(join(lab.directory, "ssh_config"), "utf8").split("\n");
  const config = lines.filter((line) => !/ControlPath|ProxyCommand|KnownHostsFile|LogLevel/.test(line));
  writeFileSync(join(scratch, "known"), knownHosts);
  const own = ["  GlobalKnownHostsFile none", `  UserKnownHostsFile ${join(scratch, "known")}`];
  writeFileSync(join(scratch, "config"), [...config, ...own, ""].join("\n"), { mode: 0o600 });
  const inside = `nsenter --net=/run/netns/${lab.namespace}`;
  writeFileSync(join(scratch, "ssh"), `#!/bin/sh\nexec ${inside} /usr/bin/ssh -F ${scratch}/config "$@"\n`);
}

/** What goes in comes out, on the output that it was sent to, and an image goes there and back. */
async function runs(docker: Docker): Promise<void> {
  const script = "read line; echo out $line; echo err $line >&2";
  const Cmd = ["/bin/busybox", "sh", "-c", script];
  const body = { Image: image, Cmd, OpenStdin: true, StdinOnce: true, HostConfig: { NetworkMode: "none" } };
  const { Id } = await docker.ask<{ Id: string }>("POST", "/containers/create", { body });
  try {
    const query = { stream: true, stdin: true, stdout: true, stderr: true };
    const attached = await docker.hijack(`/containers/${Id}/attach`, { query });
    const said = outputOf(attached);
    await docker.ask("POST", `/containers/${Id}/start`);
    attached.end("ü\n");
    assert.deepEqual(await said, { stdout: "out ü\n", stderr: "err ü\n" });
    const logs = await docker.stream("GET", `/containers/${Id}/logs`, { query: { stdout: true, stderr: true } });
    assert.deepEqual(await outputOf(logs), { stdout: "out ü\n", stderr: "err ü\n" });
  } finally {
    await docker.ask("DELETE", `/containers/${Id}`, { query: { force: true } });
  }
  const saved = await docker.stream("GET", `/images/${image}/get`);
  const loaded = await docker.stream("POST", "/images/load", { body: saved });
  assert.match(await text(loaded), /Loaded image/);
}

function sshOfThisLab(): readonly string[] {
  const all = execFileSync("ps", ["-e", "-ww", "-o", "args="], { encoding: "utf8" }).split("\n");
  return all.filter((line) => line.includes(`${lab.directory}/ssh_config`) && line.includes("dial-stdio"));
}
