import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../../../model/fault.ts";
import { readTimestamp } from "./timestamp.ts";

const nowMs = Date.UTC(2026, 4, 1);
const ns = (text: string, extra = 0n) => BigInt(Date.parse(text)) * 1_000_000n + extra;

test.each<[string, unknown, bigint | undefined]>([
  ["unix", 1_536_869_008, 1_536_869_008_000_000_000n],
  ["unix", 1_536_869_008.5, 1_536_869_008_500_000_000n],
  ["unix", "1536869008", 1_536_869_008_000_000_000n],
  ["unix", "1536869008.123456789", 1_536_869_008_123_456_789n],
  ["unix", "1536869008,25", 1_536_869_008_250_000_000n],
  ["unix", "1 536 869 008", 1_536_869_008_000_000_000n],
  ["unix", ".5", 500_000_000n],
  ["unix", -0.5, -500_000_000n],
  ["unix", "-0.0000000001", -1n],
  ["unix", -0.0000000001, -1n],
  ["unix_ms", 1_536_869_008_123, 1_536_869_008_123_000_000n],
  ["unix_us", 1_536_869_008_123_456, 1_536_869_008_123_456_000n],
  ["unix_ns", "1536869008123456789", 1_536_869_008_123_456_789n],
  ["unix", "9223372036.854775806", 9_223_372_036_854_775_806n],
  ["unix", "9223372036.854775807", undefined],
  ["unix", 1e300, undefined],
  ["unix", "", undefined],
  ["unix", ".", undefined],
  ["unix", "12:00", undefined],
  ["unix", "1,234.5", undefined],
  ["unix", "1e9", undefined],
  ["unix", true, undefined],
  ["unix", undefined, undefined],
  ["2006-01-02T15:04:05Z07:00", 1_536_869_008, undefined],
])("%s: %j", (format, value, expected) => expect(readTimestamp(format)(value, nowMs)).toBe(expected));

test.each<[string, string, bigint]>([
  ["2006-01-02T15:04:05Z07:00", "2026-02-28T23:59:59Z", ns("2026-02-28T23:59:59Z")],
  ["2006-01-02T15:04:05Z07:00", "2026-02-28T23:59:59.123456789+02:30", ns("2026-02-28T21:29:59Z", 123_456_789n)],
  ["RFC3339", "2026-02-28T23:59:59-01:00", ns("2026-03-01T00:59:59Z")],
  ["rfc3339nano", "2026-02-28T23:59:59.5Z", ns("2026-02-28T23:59:59.500Z")],
  ["Mon Jan 2 15:04:05 -0700 MST 2006", "Wed Sep 13 20:03:28 +0000 UTC 2018", ns("2018-09-13T20:03:28Z")],
  ["01/02/2006 15:04:05", "04/06/2016 12:41:45", ns("2016-04-06T12:41:45Z")],
  ["02/01/06 3:04PM", "06/04/16 1:07PM", ns("2016-04-06T13:07:00Z")],
  ["02/01/06 03:04pm", "06/04/70 12:07am", ns("1970-04-06T00:07:00Z")],
  ["20060102150405", "20260301071502", ns("2026-03-01T07:15:02Z")],
  ["2006-01-02 15:04:05.000", "2026-03-01 07:15:02.042", ns("2026-03-01T07:15:02.042Z")],
  ["2006-01-02 15:04:05,999", "2026-03-01 07:15:02,5", ns("2026-03-01T07:15:02.5Z")],
  ["2006-01-02 15:04:05.999", "2026-03-01 07:15:02", ns("2026-03-01T07:15:02Z")],
  ["2006-01-02 15:04:05", "2026-03-01  7:15:02", ns("2026-03-01T07:15:02Z")],
  ["2006-002", "2024-366", ns("2024-12-31T00:00:00Z")],
  ["January _2, 2006", "february  9, 2024", ns("2024-02-09T00:00:00Z")],
  ["Monday, 02-Jan-06 15:04:05 MST", "Sunday, 09-FEB-25 10:00:00 GMT+2", ns("2025-02-09T08:00:00Z")],
  ["ANSIC", "Mon Feb  9 10:00:00 2026", ns("2026-02-09T10:00:00Z")],
  ["stampmilli", "Feb  9 10:00:00.250", ns("2026-02-09T10:00:00.250Z")],
  ["15:04", "7:15", ns("2026-01-01T07:15:00Z")],
  ["2006-01-02 (15h04)", "2026-03-01 (07h15)", ns("2026-03-01T07:15:00Z")],
  ["2006-01-02T15:04:05-0700", "2026-03-01T00:00:00-0130", ns("2026-03-01T01:30:00Z")],
  ["2006-01-02T15:04:05Z07", "2026-03-01T00:00:00+05", ns("2026-02-28T19:00:00Z")],
])("after the layout %s: %s", (format, text, expected) => expect(readTimestamp(format)(text, nowMs)).toBe(expected));

test.each([
  ["2006-01-02", "2025-02-29"],
  ["2006-01-02", "2026-13-01"],
  ["2006-01-02", "2026-00-01"],
  ["2006-01-02", "2026-1-1"],
  ["2006-01-02", "2026-01-01 "],
  ["2006-01-02", ""],
  ["2006-002", "2025-366"],
  ["15:04:05", "24:00:00"],
  ["15:04:05", "23:60:00"],
  ["15:04:05", "23:59:60"],
  ["3:04PM", "13:00PM"],
  ["3:04PM", "1:00pm"],
  ["Jan 2", "Foo 2"],
  ["Mon Jan 2", "Foo Jan 2"],
  ["15:04 MST", "10:00 CET"],
  ["2006-01-02T15:04:05Z07:00", "2026-03-01T00:00:00+25:00"],
  ["2006-01-02T15:04:05Z07:00", "2026-03-01T00:00:00z"],
  ["2006-01-02 15:04:05.000", "2026-03-01 07:15:02.04"],
  ["2006", "9999"],
])("%s does not read %j", (format, text) => expect(readTimestamp(format)(text, nowMs)).toBeUndefined());

test("a layout without anything of the reference time is refused when it is read", () =>
  expect(() => readTimestamp("yyyy/MM/dd")).toThrow(Fault));

test("every instant that is written in RFC 3339 reads back, at any offset", () => {
  const read = readTimestamp("2006-01-02T15:04:05.999999999Z07:00");
  const written = fc.record({
    ms: fc.integer({ min: Date.UTC(1700, 0, 1), max: Date.UTC(2200, 0, 1) }),
    offset: fc.integer({ min: -14 * 60, max: 14 * 60 }),
  });
  fc.assert(
    fc.property(written, ({ ms, offset }) => {
      const local = new Date(ms + offset * 60_000).toISOString().slice(0, -1);
      const zone = `${String(Math.floor(Math.abs(offset) / 60)).padStart(2, "0")}:${String(Math.abs(offset) % 60).padStart(2, "0")}`;
      assert.equal(read(`${local}${offset < 0 ? "-" : "+"}${zone}`, nowMs), BigInt(ms) * 1_000_000n);
    }),
  );
});

test("no layout and no text make it throw anything but the fault", () => {
  const layout = fc.string({
    unit: fc.constantFrom("2006", "01", "_2", "Jan", "PM", "MST", "Z07:00", ".000", ",999", "(", "[", "\\", " "),
  });
  fc.assert(
    fc.property(layout, fc.oneof(fc.string(), fc.double(), fc.boolean()), (format, value) => {
      try {
        readTimestamp(format)(value, nowMs);
      } catch (error) {
        assert.ok(error instanceof Fault);
      }
    }),
  );
});
