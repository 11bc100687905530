import assert from "node:assert/strict";
import { test } from "vitest";
import { aProgram, readingMachine } from "../../read/host/testing/a-machine.ts";
import { openInputs } from "./open-inputs.ts";

const conf = "/etc/influxdb/influxdb.conf";
const saidOf = (text: string, version = "1.6.7~rc0") =>
  openInputs(readingMachine([aProgram("influxdb", [[conf, text]], { version })]).stack).map(
    ({ severity, at }) => `${severity} ${at.file}:${at.line}`,
  );

test.each(["graphite", "collectd", "opentsdb", "udp"])(
  "[[%s]] that is switched on is refused at its place",
  (input) => {
    const off = `[http]\n  enabled = true\n\n[[${input}]]\n  enabled = false\n`;
    assert.deepEqual(saidOf(off), []);
    assert.deepEqual(saidOf(`${off}\n[[${input}]]\n  enabled = true\n`), [`error ${conf}:7`]);
  },
);

test("as they come they are off, and InfluxDB 2 has none of them", () => {
  assert.deepEqual(saidOf("[[udp]]\n  # enabled = false\n"), []);
  assert.deepEqual(saidOf("[[udp]]\nenabled = true\n", "2.7.1"), []);
});
