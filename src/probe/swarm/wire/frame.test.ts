import assert from "node:assert/strict";
import { test } from "vitest";
import { anEsp, anIpv4, aVxlan } from "../testing/bytes.ts";
import { readFrame } from "./frame.ts";

const read = (bytes: Buffer, link = 1, ports = [4789]) => readFrame({ link, bytes }, ports);

test("VXLAN is known by its port and its flag, and its VNI is read", () => {
  const frame = read(aVxlan(0x0abcde, "inside"));
  assert.equal(frame?.kind === "vxlan" && frame.vni, 0x0abcde);
  assert.deepEqual([frame?.from, frame?.to], ["10.0.0.1", "10.0.0.2"]);
  assert.equal(read(aVxlan(1, "", 53)), undefined);
  assert.equal(read(aVxlan(1, "", 7789), 1, [4789, 7789])?.kind, "vxlan");
  const unflagged = aVxlan(1, "");
  unflagged[14 + 20 + 8] = 0;
  assert.equal(read(unflagged), undefined);
});

test("ESP is known by its protocol, and its SPI is read", () => {
  assert.deepEqual(read(anEsp(0xfedcba98)), { kind: "esp", from: "10.0.0.1", to: "10.0.0.2", spi: 0xfedcba98 });
});

test("anything else, a later piece of a packet, and one cut off is nothing to us", () => {
  assert.equal(read(anIpv4(6, "10.0.0.1", "10.0.0.2", Buffer.alloc(40))), undefined);
  const piece = anEsp(7);
  piece.writeUInt16BE(100, 14 + 6);
  assert.equal(read(piece), undefined);
  for (let length = 0; length < 38; length += 1)
    assert.equal(read(anEsp(7).subarray(0, length)), undefined, `${length}`);
  assert.equal(read(anEsp(7), 147), undefined);
});

test("packets of `any`, of a VLAN and without a head are read the same", () => {
  const ip = anEsp(7).subarray(14);
  const cooked = Buffer.alloc(20);
  cooked.writeUInt16BE(0x0800, 0);
  assert.equal(read(Buffer.concat([cooked, ip]), 276)?.kind, "esp");
  const older = Buffer.alloc(16);
  older.writeUInt16BE(0x0800, 14);
  assert.equal(read(Buffer.concat([older, ip]), 113)?.kind, "esp");
  assert.equal(read(ip, 101)?.kind, "esp");
  const tagged = Buffer.concat([
    anEsp(7).subarray(0, 12),
    Buffer.from("81000005", "hex"),
    Buffer.from("0800", "hex"),
    ip,
  ]);
  assert.equal(read(tagged)?.kind, "esp");
});

test("IPv6 outside is read, with addresses as `ip` writes them", () => {
  const ethernet = Buffer.alloc(14);
  ethernet.writeUInt16BE(0x86dd, 12);
  const ip = Buffer.alloc(48);
  ip[0] = 0x60;
  ip[6] = 50;
  ip.set(Buffer.from("fd000000000000000000000000000001", "hex"), 8);
  ip.set(Buffer.from("fd000000000000000000000000000002", "hex"), 24);
  ip.writeUInt32BE(9, 40);
  assert.deepEqual(read(Buffer.concat([ethernet, ip])), { kind: "esp", from: "fd00::1", to: "fd00::2", spi: 9 });
});
