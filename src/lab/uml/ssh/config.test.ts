import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { mostHosts } from "../../../model/lab.ts";
import { labHosts } from "../../hosts.ts";
import { labNetwork, placeOf } from "../place.ts";
import { forwardWords, knownHost, sshConfig } from "./config.ts";

const place = placeOf("/labs", "mine");
const hosts = labHosts(2, labNetwork);
const [, worker] = hosts;
assert.ok(worker);

test("a host's key is known under a name that no other lab and no host outside has", () => {
  assert.equal(knownHost(worker, place, "ssh-ed25519 KEY"), "worker-1.edgeward-lab-mine ssh-ed25519 KEY\n");
  assert.match(
    sshConfig(hosts, place),
    /Host worker-1\n {2}HostName 10\.77\.0\.12\n {2}HostKeyAlias worker-1\.edgeward-lab-mine\n/,
  );
});

test("an unknown host key is refused, and without the lab's own connection nobody is called", () => {
  const text = sshConfig(hosts, place);
  assert.match(text, /^ {2}StrictHostKeyChecking yes$/m);
  assert.match(text, /^ {2}ProxyCommand false$/m);
});

test("the connection is opened with a socket that only its owner may use", () => {
  const words = forwardWords(worker, place);
  assert.ok(words.includes("StreamLocalBindMask=0177"));
  assert.ok(words.includes("/labs/mine/worker-1.sock:/run/docker.sock"));
});

test("sockets of the longest lab and host name have paths that the kernel takes", () => {
  const last = labHosts(mostHosts, labNetwork).at(-1);
  assert.ok(last);
  const { control } = placeOf("/var/lib/edgeward/lab", "x".repeat(20)).guest(last.name);
  // While it is made, ssh adds a dot and 16 characters.
  assert.ok(control.length + 17 <= 107);
});

test.skipIf(!isInstalled())("ssh reads it as it is meant", () => {
  const directory = mkdtempSync(join(tmpdir(), "edgeward-lab-ssh-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, "config");
  writeFileSync(file, sshConfig(hosts, place));
  const read = execFileSync("ssh", ["-G", "-F", file, "worker-1"], { encoding: "utf8" });
  for (const line of [
    "hostname 10.77.0.12",
    "user root",
    "stricthostkeychecking true",
    "controlpath /labs/mine/worker-1.ctl",
  ]) {
    assert.match(read, new RegExp(`^${line}$`, "m"));
  }
});

function isInstalled(): boolean {
  try {
    execFileSync("ssh", ["-V"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
