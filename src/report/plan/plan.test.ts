import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { aFinishedPlanView, aPlanView, composePath, planted } from "../testing/plan-view.ts";
import { displayWidth } from "../text/width.ts";
import { showPlan } from "./plan.ts";
import { planJson } from "./plan-json.ts";

const plain = { paint: false, width: 80 };

test("a plan shows each changed file as a unified diff with two lines around each change", () => {
  const text = showPlan(aPlanView(), plain);
  expect(text).toContain(`--- ${composePath}\n+++ ${composePath}\n`);
  expect(text).toContain('     ports:\n-      - "1883:1883"\n+      - "127.0.0.1:1883:1883"\n     environment:\n');
  expect(text).toContain("-allow_anonymous true\n+allow_anonymous false\n");
  expect(text).not.toContain("untouched.conf");
});

test("each change stands below its measure with its sentence, its reason and its source", () => {
  const text = showPlan(aPlanView(), plain);
  const [, bind = "", hide = ""] = /\n {2}bind\n([\s\S]*?)\n {2}hide\n([\s\S]*?)\n {2}a-measure\n/.exec(text) ?? [];
  for (const fact of ["Everybody could reach it.", "Compose, ports", "port 1883 is published", `${composePath}:5`]) {
    expect(bind).toContain(fact);
  }
  expect(hide.match(/Anybody could read it\./g)).toHaveLength(1);
  expect(hide).toContain("ADMIN_PASSWORD");
  expect(hide).toContain("mosquitto_passwords");
});

test("who may do what, what is generated, what is left open and what cannot run are all there", () => {
  const text = showPlan(aPlanView(), plain);
  expect(text).toMatch(/agent +mosquitto +agent +publish sensors\/host +x-edgeward\.collect/);
  expect(text).toMatch(/mosquitto +passwords +0600 +hash of agent@mosquitto/);
  expect(text).toMatch(/grafana \(dashboard\): Docker/);
  expect(text).toContain(`${composePath}:2:3: notice: a guess\n    Confirm it.`);
});

test("the last line counts, without settings that stand in the file already", () => {
  const last = showPlan(aPlanView(), { paint: false, width: 200 }).trimEnd().split("\n").at(-1) ?? "";
  for (const fact of ["4 changes in 2 files", "1 identity", "1 generated file", "1 notice"])
    expect(last).toContain(fact);
});

test("a plan without changes says so, and shows no diff", () => {
  const text = showPlan(aFinishedPlanView(), plain);
  expect(text.trimEnd().split("\n").at(-1)).toMatch(/^Nothing to change/);
  expect(text).not.toContain("@@");
});

test("no secret is in a plan, be it in a line that changes, beside one, or in the JSON", () => {
  const view = aPlanView();
  expect(view.edits.some(({ before }) => before.includes(planted))).toBe(true);
  expect(showPlan(view, plain)).not.toContain(planted);
  expect(planJson(view)).not.toContain(planted);
});

test("colour changes no character of a plan", () => {
  const coloured = showPlan(aPlanView(), { paint: true, width: 80 });
  expect(coloured).toContain("\u001b[32m");
  const stripped = stripVTControlCharacters(coloured).replaceAll(/ +$/gm, "");
  expect(stripped).toBe(showPlan(aPlanView(), plain));
});

test.each([80, 120])("no line but a diff's or a place's is wider than %i columns", (width) => {
  const [, text = ""] = showPlan(aPlanView(), { paint: false, width }).split("What changes, and why");
  for (const line of text.split("\n")) {
    if (!/^\S+:\d+:\d+: |^\d+ changes /.test(line)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  }
});

test("the JSON has a version, and the same facts under stable names", () => {
  const json = JSON.parse(planJson(aPlanView()));
  expect(json.version).toBe(1);
  expect(json.counts).toEqual({ changes: 4, files: 2, identities: 1, generated: 1, problems: 1, unrunnable: 1 });
  expect(json.changes[0]).toMatchObject({ what: expect.stringContaining("1883"), kind: "publish", measure: "bind" });
  expect(json.changes[1]).toMatchObject({ kind: "environment", name: "ADMIN_PASSWORD", before: "******" });
  expect(json.files.map(({ path }: { path: string }) => path)).toEqual([composePath, "mosquitto.conf"]);
  expect(json.files[1].diff).toContain("+allow_anonymous false");
  expect(json.generated[0]).toEqual({
    path: ".edgeward/generated/mosquitto/passwords",
    service: "mosquitto",
    mode: "0600",
    holes: ["hash of agent@mosquitto"],
    text: "agent:<mosquitto-hash of agent@mosquitto>\n",
  });
});
