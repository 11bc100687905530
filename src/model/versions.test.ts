import { expect, test } from "vitest";
import {
  hasFileProvider,
  hasProvisioning,
  hasSecretFiles,
  influxHas,
  influxWords,
  isAtLeast,
  mosquittoTraits,
  parseVersion,
} from "./versions.ts";

test.each([
  ["2.0.11", [2, 0, 11]],
  ["v1.20", [1, 20, 0]],
  ["1.6.7~rc0-1+b13", [1, 6, 7]],
  [" 3 ", [3, 0, 0]],
  ["unknown", undefined],
  ["", undefined],
])("%j is the version %j", (text, version) => expect(parseVersion(text)).toEqual(version));

test("releases are compared by number, and an unknown one is never new enough", () => {
  expect([isAtLeast("1.10.0", "1.9"), isAtLeast("1.9.9", "1.10"), isAtLeast("2.0", "2.0.0")]).toEqual([
    true,
    false,
    true,
  ]);
  expect([isAtLeast(undefined, "0"), isAtLeast("new", "0")]).toEqual([false, false]);
});

test.each([
  ["1.6.9", "1.6"],
  ["1.4", "1.6"],
  ["2.0.11", "2.0"],
  ["2.0.15", "2.0"],
  ["2.0.16", "2.0.16"],
  ["2.1.2", "2.1"],
  ["3.0", "2.1"],
  [undefined, "1.6"],
])("mosquitto %s is like %s", (version, row) => expect(mosquittoTraits(version).from).toBe(row));

test("what our files are written with is what each mosquitto from 2.0 on reads", () => {
  for (const version of ["2.0.0", "2.0.11", "2.0.22", "2.1.2"]) {
    expect(mosquittoTraits(version).hashes).toContain("sha512-pbkdf2");
  }
  expect(mosquittoTraits("1.6.15").hashes).toEqual(["sha512"]);
});

test("a setting that an InfluxDB does not know protects nothing there", () => {
  expect([influxHas("1.6.7", "http auth-enabled"), influxHas("1.6.7", "tls min-version")]).toEqual([true, true]);
  expect([influxHas("1.7.8", "http pprof-auth-enabled"), influxHas("1.7.9", "http pprof-auth-enabled")]).toEqual([
    false,
    true,
  ]);
  expect([influxHas("2.7.1", "http auth-enabled"), influxHas(undefined, "http auth-enabled")]).toEqual([false, false]);
  expect(influxWords[3].port).toBe(8181);
});

test("files of secrets come with Telegraf 1.27 and Grafana 7.1", () => {
  expect([hasSecretFiles("1.26.3"), hasSecretFiles("1.27.0"), hasSecretFiles(undefined)]).toEqual([false, true, false]);
  expect([hasFileProvider("7.0.6"), hasFileProvider("7.1.0"), hasProvisioning("4.6"), hasProvisioning("5.0")]).toEqual([
    false,
    true,
    false,
    true,
  ]);
});
