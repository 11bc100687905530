import assert from "node:assert/strict";
import { test } from "vitest";
import { probes } from "../../src/probe/all.ts";
import { noPlaintext } from "../../src/probe/no-plaintext.ts";
import { makeAuthority } from "../../src/probe/testing/authority.ts";
import { aMosquitto } from "../../src/probe/testing/mosquitto.ts";
import { aPlainServer } from "../../src/probe/testing/nobody-there.ts";
import { aDirectory } from "../../src/probe/testing/processes.ts";
import { aScene, brokerService, databaseService, influxUser, usualUsers } from "../../src/probe/testing/scene.ts";

test("servers and processes that never answer make every probe say unknown, and each comes back", async () => {
  const { ca } = await makeAuthority();
  await using silent = await aPlainServer();
  await using root = await aDirectory();
  const address = { host: "127.0.0.1", port: silent.port };
  const scene = aScene({
    ca,
    brokers: [
      {
        service: brokerService,
        endpoint: { ...address, serverName: "mosquitto" },
        clearText: [address],
        identities: usualUsers,
        packetLimitBytes: 262_144,
      },
    ],
    databases: [
      {
        service: databaseService,
        endpoint: { ...address, serverName: "influxdb" },
        identities: [influxUser("operator", "read")],
      },
    ],
    processes: [
      {
        pid: process.pid,
        name: "host",
        services: [],
        ownFiles: [root.path],
        othersFiles: [root.path],
        tryOpen: () => new Promise(() => {}),
      },
    ],
    secretsIn: () => new Promise(() => {}),
    declared: [address],
  });
  const silentToThese = probes.filter(
    ({ id }) => id !== "only-declared-sockets" && !id.endsWith("files") && id !== "refuses-other-user",
  );
  const seen = await Promise.all(
    silentToThese.map(async (probe) =>
      (await probe.look(scene, new AbortController().signal)).map(({ verdict }) => `${probe.id} ${verdict}`),
    ),
  );
  assert.equal(silentToThese.length, 10);
  assert.deepEqual([...new Set(seen.flat().filter((line) => !line.endsWith(" unknown")))], []);
});

test("a clear-text port that takes a CONNECT and never answers is unknown, not closed", async () => {
  const authority = await makeAuthority();
  await using silent = await aPlainServer();
  await using broker = await aMosquitto(authority, { identities: usualUsers });
  const brokers = [{ ...broker.scene, clearText: [{ host: "127.0.0.1", port: silent.port }] }];
  const [seen] = await noPlaintext.look(aScene({ brokers, ca: authority.ca }), new AbortController().signal);
  assert.deepEqual([seen?.verdict, seen?.evidence], ["unknown", `port ${silent.port}: no answer within 5000 ms`]);
});
