import assert from "node:assert/strict";
import { test } from "vitest";
import { counted, few, reasonOf } from "./words.ts";

test("one is one, and more are many", () => {
  assert.deepEqual(
    [counted(1, "file"), counted(2, "file"), counted(0, "child", "children")],
    ["1 file", "2 files", "0 children"],
  );
});

test("a long list is cut, and says by how much", () => {
  assert.equal(few(["a", "b"]), "a, b");
  assert.equal(few(["a", "b", "c"], 2), "a, b and 1 more");
});

test("a reason has the code that people search for, once, and on one line", () => {
  const coded = (message: string, code: string) => Object.assign(new Error(message), { code });
  assert.equal(reasonOf(coded("connect ECONNREFUSED ::1:1", "ECONNREFUSED")), "connect ECONNREFUSED ::1:1");
  assert.equal(
    reasonOf(coded("certificate has expired", "CERT_HAS_EXPIRED")),
    "CERT_HAS_EXPIRED (certificate has expired)",
  );
  assert.equal(
    reasonOf(coded("80:error:0A00042E:SSL routines\n", "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION")),
    "TLS: tlsv1 alert protocol version",
  );
  assert.equal(reasonOf(new AggregateError([new Error("a"), new Error("b")])), "a, b");
  assert.equal(reasonOf("text"), "text");
});
