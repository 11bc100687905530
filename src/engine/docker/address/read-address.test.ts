import assert from "node:assert/strict";
import { test } from "vitest";
import { showAddress } from "../../../model/engine-address.ts";
import { Fault } from "../../../model/fault.ts";
import { readAddress } from "./read-address.ts";

const read = (text: string) => readAddress(text, "/certs", "-H");

test("the three ways to an engine are read, and shown as they were written", () => {
  assert.deepEqual(read("unix:///run/docker.sock"), { by: "unix", path: "/run/docker.sock" });
  assert.deepEqual(read("ssh://me@edge-2:2222"), { by: "ssh", destination: "me@edge-2", port: 2222 });
  assert.deepEqual(read("ssh://edge_2"), { by: "ssh", destination: "edge_2" });
  assert.deepEqual(read("ssh://me@[fd00::1]:22"), { by: "ssh", destination: "me@fd00::1", port: 22 });
  assert.deepEqual(read("tcp://edge-2"), { by: "tcp", host: "edge-2", port: 2376, certificates: "/certs" });
  assert.deepEqual(read("tcp://[fd00::1]:1234"), { by: "tcp", host: "fd00::1", port: 1234, certificates: "/certs" });
  for (const text of ["unix:///run/docker.sock", "ssh://me@edge-2:2222", "tcp://[fd00::1]:1234"]) {
    assert.equal(showAddress(read(text)), text);
  }
});

test("what ssh could take for an option, and what is no address, is refused", () => {
  const wrong = [
    "ssh://-oProxyCommand=sh",
    "ssh://-l@edge",
    "ssh://me@-oX",
    "ssh://me edge",
    "ssh://",
    "ssh://me@",
    "ssh://edge:0",
    "ssh://edge/var",
    "ssh://edge:70000",
    "ssh://a;b",
    "ssh://a\nb",
    "unix://run/docker.sock",
    "unix://",
    "tcp://",
    "tcp://edge:x",
    "http://edge",
    "edge",
    "",
    "npipe:////./pipe/docker",
  ];
  for (const text of wrong) assert.throws(() => read(text), { code: "bad-command-line" }, text);
});

test("a password in an address is refused and not repeated", () => {
  assert.throws(
    () => read("ssh://me:hunter2@edge"),
    (error) => error instanceof Fault && !`${error.message}${error.remedy}`.includes("hunter2"),
  );
});
