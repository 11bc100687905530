/** Files as people write them, hardened and written back: what is read from them afterwards is what hardening made of the stack. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Service, Stack } from "../../../src/model/stack.ts";
import { showPlan } from "../../../src/report/plan/plan.ts";
import { type Texts, through } from "../harden/through.ts";

const demo: Texts = Object.fromEntries(
  ["docker-compose.yml", "mosquitto.conf", "telegraf.conf"].map((name) => [
    name,
    readFileSync(new URL(`../../../examples/tig/${name}`, import.meta.url), "utf8"),
  ]),
);
const compose = demo["docker-compose.yml"] ?? "";

const inCompose = (edit: (text: string) => string): Texts => ({ ...demo, "docker-compose.yml": edit(compose) });
const everywhere = (edit: (text: string) => string): Texts =>
  Object.fromEntries(Object.entries(demo).map(([name, text]) => [name, edit(text)]));

const variants: Readonly<Record<string, Texts>> = {
  "the demo": demo,
  "CRLF line ends": everywhere((text) => text.replaceAll("\n", "\r\n")),
  "no final line ends": everywhere((text) => text.trimEnd()),
  "four columns for each step": inCompose((text) => text.replaceAll(/^ +/gm, (indent) => indent + indent)),
  "lists that are not indented": inCompose((text) => text.replaceAll(/^ {6}- /gm, "    - ")),
  "lists and maps on one line": inCompose((text) =>
    text
      .replace(/ports:\n {6}- "(.*8086)"/, 'ports: ["$1"]')
      .replace(
        /environment:\n {6}GF_SECURITY_ADMIN_USER: admin\n {6}GF.*/,
        "environment: { GF_SECURITY_ADMIN_PASSWORD: admin }",
      ),
  ),
  "ports in the long syntax": inCompose((text) =>
    text.replace(/- ".*:1883"/, "- target: 1883\n        published: 1883\n        mode: host"),
  ),
  "an environment behind an anchor": inCompose((text) =>
    text
      .replace("environment:\n      MQTT_HOST", "environment: &mqtt\n      MQTT_HOST")
      .replace(
        "\nvolumes:",
        "\n  second:\n    image: example/other:1\n    environment:\n      <<: *mqtt\n      MQTT_USERNAME: second\n\nvolumes:",
      ),
  ),
  "a service that builds on another": inCompose((text) =>
    text
      .replace("  agent:\n", "  agent: &agent\n")
      .replace("\nvolumes:", "\n  second:\n    <<: *agent\n    image: example/other:1\n\nvolumes:"),
  ),
};

/** Without places: they move when lines come and go. */
function meaning({ services, volumes }: Stack): unknown {
  const of = (service: Service) => ({
    name: service.name,
    environment: Object.fromEntries(service.environment.map(({ name, value }) => [name, value])),
    ports: service.ports.map(({ at: _, ...port }) => port),
    grants: service.grants.map(({ value }) => value).toSorted(),
    mounts: service.mounts.map(({ at: _, ...mount }) => mount),
    settings: service.configs.map(({ settings }) =>
      settings
        .filter(({ key }) => key !== "listener")
        .map(({ section, key, value }) => `[${section}] ${key} = ${JSON.stringify(value)}`.replaceAll('"', ""))
        .toSorted(),
    ),
  });
  return { services: services.map(of), volumes: volumes.map(({ name, mode }) => ({ name, mode })) };
}

test.each(Object.entries(variants))("%s: the edited files say what hardening made of the stack", (_, texts) => {
  const { hardened, after } = through(texts);
  const again = through(after);
  assert.ok(hardened.changes.length > 20);
  assert.deepEqual(meaning(again.stack), meaning(hardened.stack));
  assert.deepEqual(again.hardened.changes, []);
  assert.deepEqual(
    again.problems.filter(({ severity }) => severity === "error"),
    [],
  );
});

test.each(Object.entries(variants))("%s: only lines that a change is about are touched", (_, texts) => {
  const { after } = through(texts);
  const kept =
    /^(?: *#(?!.*(?:password|username))| *(?:image|restart|depends_on|container_name|volumes|topics|data_format|interval)\b)/;
  for (const [name, text] of Object.entries(texts)) {
    const lines = (after[name] ?? "").split("\n");
    let from = 0;
    for (const line of text.split("\n").filter((one) => kept.test(one))) {
      const found = lines.indexOf(line, from);
      assert.ok(found >= 0, `${name} lost: ${line}`);
      from = found + 1;
    }
  }
});

test("the plan of the demo shows its passwords nowhere, and its last line counts", () => {
  const { stack, hardened, after } = through(demo);
  const edits = Object.entries(demo).map(([path, before]) => ({ path, before, after: after[path] ?? "" }));
  const text = showPlan({ hardened, edits, unrunnable: [], problems: hardened.notices }, { paint: false, width: 80 });
  const secrets = stack.services.flatMap(({ environment }) =>
    environment.filter(({ name }) => name.endsWith("_PASSWORD")),
  );
  expect(secrets.map(({ value }) => value)).toEqual(["admin", "test"]);
  expect(text).not.toMatch(/PASSWORD: (?:admin|test)|metricsmetrics/);
  expect(text.trimEnd().split("\n").at(-1)).toMatch(/^\d+ changes in 3 files; /);
});
