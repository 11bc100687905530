import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { aFinishedHostPlan, aHostPlan, mosquittoPath, planted } from "../testing/host-plan.ts";
import { displayWidth } from "../text/width.ts";
import { showHostPlan } from "./plan.ts";
import { hostPlanJson } from "./plan-json.ts";

const plain = { paint: false, width: 80 };

test("each changed line stands in its file's diff with the number of its reason, and the reason stands below", () => {
  const text = showHostPlan(aHostPlan(), plain);
  expect(text).toContain(`--- ${mosquittoPath}\n+++ ${mosquittoPath}\n`);
  expect(text).toContain("-allow_anonymous true  [1]\n");
  expect(text).toContain("+allow_anonymous false  [1]\n");
  expect(text).toContain("+password_file /etc/edgeward/mosquitto/passwords  [1]\n");
  expect(text).toContain("+listener 8883  [2]\n+certfile /etc/edgeward/mosquitto/certificate  [2]\n");
  expect(text).toContain("+MQTT_PASSWORD=@{edgeward:mqtt_password}  [1]\n");
  expect(text).toMatch(
    /\nWhy\n {2}\[1\] identify-clients\n {6}Only who has a password gets in\.\n {6}Source: mosquitto\.conf\(5\)\n {2}\[2\] encrypt-broker\n/,
  );
});

test("every line of a diff that comes or goes has a reason", () => {
  const [diffs = ""] = showHostPlan(aHostPlan(), plain).split("\nWhy\n");
  const changed = diffs.split("\n").filter((line) => /^[-+](?![-+]{2} )/.test(line));
  expect(changed.length).toBeGreaterThan(6);
  for (const line of changed) expect(line).toMatch(/ \[\d\]$/);
});

test("without the lines' reasons the diff is shown all the same", () => {
  const plan = aHostPlan();
  const edits = plan.edits.map(({ reasons: _, ...edit }) => edit);
  const text = showHostPlan({ ...plan, edits }, plain);
  expect(text).toContain("+allow_anonymous false\n");
  expect(text).toContain("Only who has a password gets in.");
});

test("files made stand with owner, mode, what they are for and what is filled in", () => {
  const text = showHostPlan(aHostPlan(), plain);
  expect(text).toContain("  /etc/edgeward/mosquitto/  0700 mosquitto\n      only mosquitto opens what is in it\n");
  expect(text).toContain(
    "  /etc/edgeward/mosquitto/passwords  0600 mosquitto\n      who may log in; hashes, no passwords\n      Filled in when it is written: hash of telegraf@mosquitto\n",
  );
});

test("rights that change stand with before and after, those that are alike together", () => {
  const text = showHostPlan(aHostPlan(), plain);
  expect(text).toContain("  /var/lib/influxdb/data/0  0755 root:influxdb → 0700 influxdb\n");
  expect(text).toContain("  and 4 more  0755 root:influxdb → 0700 influxdb\n");
  expect(text.match(/could read it off the disk/g)).toHaveLength(1);
});

test("users, their rights, restarts and what a person has to do are all there", () => {
  const text = showHostPlan(aHostPlan(), plain);
  expect(text).toMatch(/telegraf +mosquitto +telegraf +subscribe to sensors\/# +telegraf\.conf:8/);
  expect(text).toContain("telegraf on influxdb: may write database telegraf\n");
  expect(text).toContain("  mosquitto by systemd (mosquitto.service)\n");
  expect(text).toMatch(/ {2}telegraf: nobody here manages it, so restart it yourself/);
  expect(text).toContain("  influxdb does not run and is not started\n");
  expect(text).toContain(`${mosquittoPath}:1:1: notice: a bridge with`);
});

test("the last line counts, and says that nothing has been done yet", () => {
  expect(showHostPlan(aHostPlan(), plain).trimEnd().split("\n").at(-1)).toBe(
    "4 changes in 2 files, 1 file made, rights of 9 paths, 1 user of the database, 3 restarts; 1 notice. Nothing has been changed yet.",
  );
});

test("a machine that is secured has nothing to change", () => {
  const text = showHostPlan(aFinishedHostPlan(), plain);
  expect(text.trimEnd().split("\n").at(-1)).toBe("Nothing to change; 1 notice.");
  expect(text).not.toContain("@@");
});

test("no secret is in a plan: not in a line that changes, nor beside one, nor in a hash that is kept, nor in the JSON", () => {
  expect(JSON.stringify(aHostPlan())).toContain(planted);
  expect(showHostPlan(aHostPlan(), plain)).not.toContain(planted);
  expect(hostPlanJson(aHostPlan())).not.toContain(planted);
});

test("colour changes no character of a plan", () => {
  const coloured = showHostPlan(aHostPlan(), { paint: true, width: 80 });
  expect(coloured).toContain("\u001b[32m");
  const stripped = stripVTControlCharacters(coloured).replaceAll(/ +$/gm, "");
  expect(stripped).toBe(showHostPlan(aHostPlan(), plain).replaceAll(/ +$/gm, ""));
});

test.each([60, 80, 120])("no line but a diff's, a path's or a place's is wider than %i columns", (width) => {
  const [, text = ""] = showHostPlan(aHostPlan(), { paint: false, width }).split("\nWhy\n");
  for (const line of text.split("\n")) {
    if (!/^ {0,2}\/|^\d+ changes /.test(line)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  }
});

test("the JSON has a version, and the same facts under stable names", () => {
  const json = JSON.parse(hostPlanJson(aHostPlan()));
  expect([json.version, json.hostName]).toEqual([1, "edge-7"]);
  expect(json.counts).toEqual({ changes: 4, files: 2, made: 1, permits: 9, databaseUsers: 1, restarts: 3, notices: 1 });
  expect(json.files[0]).toMatchObject({ path: mosquittoPath, format: "mosquitto", isNew: false });
  expect(json.files[0].diff).toContain("+allow_anonymous false");
  expect(json.files[0].changes[0]).toMatchObject({
    what: expect.stringContaining("allow_anonymous"),
    measure: "identify-clients",
    made: [expect.any(Number)],
    gone: [4],
  });
  expect(json.made[0]).toMatchObject({
    path: "/etc/edgeward/mosquitto/passwords",
    mode: "0600",
    holes: ["hash of telegraf@mosquitto"],
    text: expect.stringContaining("telegraf:<mosquitto-hash of telegraf@mosquitto>\n"),
  });
});
