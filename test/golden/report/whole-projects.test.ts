/** Projects of several files, hardened and written back: the files together say what hardening made of the stack. */
import assert from "node:assert/strict";
import { expect, test } from "vitest";
import { harden } from "../../../src/harden/harden.ts";
import type { Stack } from "../../../src/model/stack.ts";
import { readStack } from "../../../src/read/stack.ts";
import { editFiles, leftByHand, type OriginalFile } from "../../../src/report/edit/files.ts";

type Texts = Readonly<Record<string, string>>;

const directory = "/demo";

/** Named from the directory that holds them, as a person would. */
function read(texts: Texts, named: readonly string[]) {
  const found = new Map<string, string | undefined>();
  const files = named.map((path) => ({ path, text: texts[path] ?? "" }));
  for (;;) {
    const result = readStack({ files, directory, environment: {}, found });
    if (result.done) return result;
    for (const path of result.needs) found.set(path, texts[path.slice(directory.length + 1)]);
  }
}

function through(texts: Texts, named: readonly string[], editable: readonly string[]) {
  const { stack, problems } = read(texts, named);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === "error"),
    [],
  );
  const hardened = harden(stack);
  const originals = editable.map((path): OriginalFile => {
    const format = path.endsWith(".conf") ? "mosquitto" : "compose";
    return { path, text: texts[path] ?? "", format };
  });
  const edited = editFiles(originals, stack, hardened.changes, hardened.generated);
  const left = leftByHand(originals, stack, hardened.changes, hardened.generated);
  return { hardened, left, after: { ...texts, ...Object.fromEntries(edited.map(({ path, after }) => [path, after])) } };
}

const meaning = ({ services }: Stack) =>
  services.map(({ name, ports, grants, environment }) => ({
    name,
    ports: ports.map(({ at: _, ...port }) => port),
    grants: grants.map(({ value }) => value).toSorted(),
    environment: Object.fromEntries(environment.map(({ name, value }) => [name, value])),
  }));

const agent = `    image: example/agent
    environment:
      MQTT_HOST: mosquitto
      MQTT_USERNAME: test
      MQTT_PASSWORD: test
    x-edgeward: { role: agent, publish: [sensors/agent] }
`;
const broker = `  mosquitto:
    image: eclipse-mosquitto:2
    ports: ["1883:1883"]
`;
const main = "compose.yml";

const projects: Readonly<Record<string, readonly [Texts, named: readonly string[], editable: readonly string[]]>> = {
  "a broker in an included file": [
    {
      [main]: `include: [parts/broker.yml]\nservices:\n  agent:\n${agent}`,
      "parts/broker.yml": `services:\n${broker}`,
    },
    [main],
    [main, "parts/broker.yml"],
  ],
  "two files, one over the other": [
    {
      [main]: `services:\n${broker}  agent:\n${agent}`,
      "over.yml":
        'services:\n  agent:\n    environment: { MQTT_PASSWORD: other }\n  mosquitto:\n    ports: ["9001:9001"]\n',
    },
    [main, "over.yml"],
    [main, "over.yml"],
  ],
  "services that extend those of another file": [
    {
      [main]:
        "services:\n  mosquitto:\n    extends: { file: base.yml, service: broker }\n  agent:\n    extends:\n      file: base.yml\n      service: client\n",
      "base.yml": `services:\n${broker.replace("mosquitto:\n", "broker:\n")}  client:\n${agent}`,
    },
    [main],
    [main],
  ],
  "a service that extends one beside it": [
    {
      [main]: `services:\n${broker}  agent:\n${agent}  second:\n    extends: agent\n    environment: { SITE: plant }\n`,
    },
    [main],
    [main],
  ],
  "a service with ports of its own and of the one that it extends": [
    {
      [main]: `services:\n  mosquitto:\n    extends: { file: base.yml, service: broker }\n    ports: ["1884:1884"]\n`,
      "base.yml": `services:\n${broker.replace("mosquitto:\n", "broker:\n")}`,
    },
    [main],
    [main],
  ],
};

test.each(Object.entries(projects))(
  "%s: nothing is left to do, by hand or otherwise",
  (_, [texts, named, editable]) => {
    const { hardened, left, after } = through(texts, named, editable);
    assert.ok(hardened.changes.length > 3);
    assert.deepEqual(left, []);
    const again = read(after, named);
    assert.deepEqual(
      again.problems.filter(({ severity }) => severity === "error"),
      [],
    );
    assert.deepEqual(meaning(again.stack), meaning(hardened.stack));
    assert.deepEqual(harden(again.stack).changes, []);
  },
);

test.each(Object.entries(projects))("%s: no service gets a secret of another", (_, [texts, named, editable]) => {
  const { services } = read(through(texts, named, editable).after, named).stack;
  for (const { name, grants } of services) {
    for (const { value } of grants) expect(value).toMatch(new RegExp(`^${name}_`));
  }
});
