import assert from "node:assert/strict";
import { test } from "vitest";
import { vagrantfile } from "./vagrantfile.ts";

const { text, manager } = vagrantfile({ hosts: 3, memoryMiB: 768, cpus: 2 });

test("each host has its name and an address of its own on the private network", () => {
  const named = [...text.matchAll(/^ {2}"([\w-]+)" => "([\d.]+)",$/gm)].map(([, name, address]) => [name, address]);
  assert.deepEqual(named, [
    ["manager", "192.168.56.11"],
    ["worker-1", "192.168.56.12"],
    ["worker-2", "192.168.56.13"],
  ]);
  assert.deepEqual([manager.name, manager.address], named[0]);
  assert.match(text, /host\.vm\.network "private_network", ip: address/);
  assert.match(text, /host\.vm\.hostname = name/);
});

test("every provider gives a host the memory and processors that were asked for, and Docker is installed", () => {
  assert.equal(text.match(/machine\.memory = 768\n {4}machine\.cpus = 2\n/g)?.length, 2);
  assert.match(text, /provision "docker"/);
});

test("no file of this machine's is shared with a host", () => {
  assert.match(text, /synced_folder "\.", "\/vagrant", disabled: true/);
});
