import assert from "node:assert/strict";
import { test } from "vitest";
import { mostHosts } from "../../../model/lab.ts";
import { labHosts } from "../../hosts.ts";
import { labNetwork, placeOf } from "../place.ts";
import { kernelLine, tapOf } from "./kernel-line.ts";

const place = placeOf("/labs", "mine");
const boot = (index: number) => {
  const host = labHosts(mostHosts, labNetwork)[index];
  assert.ok(host);
  return { host, place, image: "/cache/root.ext4", memoryMiB: 512 };
};

test("a guest writes to a disk of its own over the shared image, and has its tap, its name and its memory", () => {
  const line = kernelLine(boot(1));
  for (const word of [
    "ubd0=/labs/mine/worker-1/disk.cow,/cache/root.ext4",
    "ubd1r=/labs/mine/worker-1/seed.tar",
    "vec0:transport=tap,ifname=tap-worker-1,mac=02:00:0a:4d:00:0c,depth=64,gro=1",
    "mem=512M",
    "lab.host=worker-1",
    "lab.address=10.77.0.12",
  ]) {
    assert.ok(line.includes(word), word);
  }
});

test("a guest may mount no file of the host's", () => {
  assert.ok(kernelLine(boot(0)).includes("hostfs=/labs/mine/nothing"));
});

test("the last of all taps has a name that the kernel takes", () => {
  assert.ok(tapOf(boot(mostHosts - 1).host).length <= 15);
});
