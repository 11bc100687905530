import assert from "node:assert/strict";
import { test } from "vitest";
import { after, edits, noticeCodes } from "../testing/edits.ts";
import { aService, telegrafConf } from "../testing/stacks.ts";
import { aTig } from "../testing/tig.ts";
import { encryptDatabase } from "./encrypt-database.ts";

const database = (image: string) => aService("influxdb", { role: "database", image });
const granted = ["influxdb gets influxdb_certificate", "influxdb gets influxdb_private_key"];

test.each<[string, readonly string[]]>([
  [
    "influxdb:1.8",
    [
      ...granted,
      "influxdb INFLUXDB_HTTP_HTTPS_CERTIFICATE=/run/secrets/influxdb_certificate",
      "influxdb INFLUXDB_HTTP_HTTPS_PRIVATE_KEY=/run/secrets/influxdb_private_key",
      "influxdb INFLUXDB_HTTP_HTTPS_ENABLED=true",
      "influxdb INFLUXDB_TLS_MIN_VERSION=tls1.2",
    ],
  ],
  [
    "influxdb:2",
    [
      ...granted,
      "influxdb INFLUXD_TLS_CERT=/run/secrets/influxdb_certificate",
      "influxdb INFLUXD_TLS_KEY=/run/secrets/influxdb_private_key",
    ],
  ],
  [
    "influxdb:3-core",
    [
      ...granted,
      "influxdb INFLUXDB3_TLS_CERT=/run/secrets/influxdb_certificate",
      "influxdb INFLUXDB3_TLS_KEY=/run/secrets/influxdb_private_key",
    ],
  ],
  ["influxdb", []],
  ["postgres:15", []],
])("%s serves HTTPS", (image, expected) => assert.deepEqual(edits(encryptDatabase, [database(image)]), expected));

test("Telegraf and variables follow", () => {
  const outputs = { urls: ["http://influxdb:8086", "http://far.example:8086"], insecure_skip_verify: true };
  const telegraf = aService("telegraf", { role: "ingest", configs: [telegrafConf(["outputs.influxdb[0]", outputs])] });
  const page = aService("page", {
    environment: { INFLUX_URL: "http://influxdb:8086/query", OTHER_URL: "http://far:1" },
  });
  const lines = edits(encryptDatabase, [database("influxdb:1.8"), telegraf, page]);
  assert.deepEqual(
    lines.filter((line) => !line.startsWith("influxdb ")),
    [
      "telegraf gets telegraf_ca",
      "telegraf [outputs.influxdb[0]] urls https://influxdb:8086,http://far.example:8086",
      "telegraf [outputs.influxdb[0]] tls_ca /run/secrets/telegraf_ca",
      "telegraf [outputs.influxdb[0]] insecure_skip_verify false",
      "page INFLUX_URL=https://influxdb:8086/query",
    ],
  );
});

test("what is right already, and a stack without a database, are left alone", () => {
  assert.deepEqual(edits(encryptDatabase, after(encryptDatabase, aTig())), []);
  assert.deepEqual(edits(encryptDatabase, [aService("telegraf", { role: "ingest" })]), []);
});

test("UDP is named: it knows neither users nor encryption", () => {
  const configs = [telegrafConf(["outputs.influxdb[0]", { urls: ["udp://influxdb:8089"] }])];
  assert.deepEqual(noticeCodes(encryptDatabase, [aService("telegraf", { role: "ingest", configs })]), [
    "unencrypted-output",
  ]);
});
