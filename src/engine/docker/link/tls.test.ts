import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer as plainServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { onTestFinished, test } from "vitest";
import { makeAuthority, makeServer } from "../../../keys/certificates.ts";
import { throwAwayCertificate } from "../../../probe/throw-away-certificate.ts";
import { connectDocker } from "../connect-docker.ts";
import { anEngine } from "../testing/an-engine.ts";

const now = Date.now();
const never = new AbortController().signal;

async function aDirectory(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-certs-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return directory;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** An engine behind TLS that lets only one client in. */
async function secured(names = ["localhost"]) {
  const engine = await anEngine((_, response) => response.end("1"));
  const authority = await makeAuthority("engine", now);
  const { certificate, key } = await makeServer(authority, { dnsNames: names, ipAddresses: ["127.0.0.1"] }, now);
  const client = throwAwayCertificate(now);
  const mutual = { requestCert: true, rejectUnauthorized: true };
  const server = createServer({ cert: certificate, key, ca: client.certificate, ...mutual }, (socket) => {
    const behind = connect(engine.path);
    socket.pipe(behind).pipe(socket);
    for (const one of [socket, behind]) one.on("error", () => [socket, behind].map((other) => other.destroy()));
  });
  const files = { "ca.pem": authority.certificate, "cert.pem": client.certificate, "key.pem": client.key };
  return { port: await listening(server), files };
}

const to = (port: number, certificates: string, host = "127.0.0.1") =>
  connectDocker({ by: "tcp", host, port, certificates }, { environment: {} }, never);

test("an engine on TLS is asked when each side knows the other's certificate", async () => {
  const { port, files } = await secured();
  const certificates = await aDirectory(files);
  for (const host of ["127.0.0.1", "localhost"]) {
    await using docker = await to(port, certificates, host);
    assert.equal(await docker.ask("GET", "/x"), 1);
  }
});

test("an engine of another authority or another name is not spoken to, and ours is refused with another certificate", async () => {
  const { port, files } = await secured(["elsewhere"]);
  const stranger = throwAwayCertificate(now);
  const cases: readonly (readonly [Readonly<Record<string, string>>, host: string])[] = [
    [{ ...files, "ca.pem": (await makeAuthority("other", now)).certificate }, "127.0.0.1"],
    [files, "localhost"],
    [{ ...files, "cert.pem": stranger.certificate, "key.pem": stranger.key }, "127.0.0.1"],
  ];
  for (const [given, host] of cases) {
    await assert.rejects(to(port, await aDirectory(given), host), { code: "unreachable", message: /certificate/ });
  }
});

test("without certificates, or with broken ones, nothing is sent", async () => {
  const { port, files } = await secured();
  const refused = { code: "certificate" };
  await assert.rejects(to(port, "/nowhere"), { ...refused, message: /root for everybody/ });
  await assert.rejects(to(port, await aDirectory({ ...files, "key.pem": throwAwayCertificate(now).key })), refused);
  await assert.rejects(to(port, await aDirectory({ ...files, "ca.pem": "none" })), (error: { code?: string }) =>
    ["certificate", "unreachable"].includes(error.code ?? ""),
  );
});

test("an engine in clear text is not spoken to", async () => {
  const { files } = await secured();
  const engine = await anEngine((_, response) => response.end("1"));
  const port = await listening(plainServer((socket) => void socket.pipe(connect(engine.path)).pipe(socket)));
  await assert.rejects(to(port, await aDirectory(files)), { code: "unreachable", message: /does not speak TLS/ });
});
