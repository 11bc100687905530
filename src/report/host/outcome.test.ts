import { expect, test } from "vitest";
import type { HostDone } from "../../model/host-plan.ts";
import { anUndone, mosquittoPath, planted } from "../testing/host-plan.ts";
import { showHostDone, showHostUndone } from "./outcome.ts";

const plain = { paint: false, width: 80 };
const last = (text: string) => text.trimEnd().split("\n").at(-1);

const done: HostDone = {
  hostName: "edge-7",
  changed: [mosquittoPath],
  made: ["/etc/edgeward/mosquitto/passwords", "/etc/edgeward/mosquitto/acl"],
  permitted: ["/var/lib/influxdb"],
  databaseUsers: ["telegraf"],
  restarted: ["mosquitto"],
  byHand: ["telegraf"],
  verified: { passed: 9, failed: 0, unknown: 1 },
  backup: "/var/lib/edgeward/vault",
  notices: [],
};

test("what was done is told file by file, with the way back and what is left to a person", () => {
  const text = showHostDone(done, plain);
  for (const path of [...done.changed, ...done.made, ...done.permitted]) expect(text).toContain(`  ${path}\n`);
  expect(text).toMatch(/\/var\/lib\/edgeward\/vault; `edgeward host undo` puts\s+them back/);
  expect(text).toMatch(/To be restarted\n {2}telegraf: /);
  expect(last(text)).toBe(
    "edge-7 is secured: 1 file edited, 2 files made, 1 program restarted, 9 probes passed, 0 failed, 1 unknown.",
  );
});

test("what nobody looked at is not said to be proven", () => {
  const { verified: _, ...unseen } = done;
  expect(showHostDone(unseen, plain)).not.toContain("probes");
});

test("what was put back because of a failure says why first, and what to do", () => {
  const because = { what: `refuses-anonymous failed: password=${planted}`, remedy: "Look at the broker's log." };
  const text = showHostUndone(anUndone({ because }), plain);
  expect(text.split("\n")[0]).toMatch(/did not work out/);
  expect(text).toContain("refuses-anonymous failed");
  expect(text).toContain("    Look at the broker's log.\n");
  expect(text).toContain(`Put back\n  ${mosquittoPath}\nRemoved\n  /etc/edgeward/mosquitto/passwords\n`);
  expect(last(text)).toBe("edge-7 is as it was found.");
  expect(text).not.toContain(planted);
});

test("what is not as it was found is named, and nobody says that all is well", () => {
  const text = showHostUndone(anUndone({ left: [{ path: "/etc/x", why: "somebody changed it since" }] }), plain);
  expect(text).toContain("Not as it was: /etc/x\n    somebody changed it since\n");
  expect(last(text)).toMatch(/not wholly as it was found/);
});
