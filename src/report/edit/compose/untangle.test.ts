import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Change } from "../../../model/change.ts";
import { aGrant, aPort, aVariable, unpublishing } from "../../testing/changes.ts";
import { editCompose } from "./compose.ts";
import type { ComposeChange } from "./place.ts";

const path = "docker-compose.yml";

function edited(text: string, changes: readonly Change[]): { text: string; services: Record<string, unknown> } {
  const stack = { name: "t", files: [path], services: [], volumes: [], policy: {} };
  const generated = [{ service: "a", name: "token", parts: [] }];
  const [result = ""] = editCompose([{ path, text }], changes as ComposeChange[], {
    stack,
    generated,
    mounts: [],
  }).texts;
  return { text: result, services: parse(result, { merge: true }).services };
}

test("an environment behind an alias is written out for the service that changes, and stays for the other", () => {
  const text = "x-env: &env\n  A: 1\n  B: '2'\nservices:\n  a:\n    environment: *env\n  b:\n    environment: *env\n";
  const { services } = edited(text, [aVariable("a", "A", { before: "1" })]);
  expect(services).toEqual({ a: { environment: { B: "2" } }, b: { environment: { A: 1, B: "2" } } });
});

test("a variable over a merged one is set beside the merge, which stays", () => {
  const text = "x-env: &env\n  A: 1\nservices:\n  a:\n    environment:\n      <<: *env\n      B: 2\n";
  expect(edited(text, [aVariable("a", "A", { before: "1", after: "x" })]).text).toBe(`${text}      A: x\n`);
});

test("a merged variable that goes takes the merge's other variables out of it", () => {
  const text =
    "x-env: &env\n  A: 1\n  C: 3\nservices:\n  a:\n    environment:\n      <<: *env\n      B: 2\n  b:\n    environment: *env\n";
  const { services } = edited(text, [aVariable("a", "A", { before: "1" })]);
  expect(services).toEqual({ a: { environment: { C: 3, B: 2 } }, b: { environment: { A: 1, C: 3 } } });
});

test("a secret granted to one service does not reach those that build on it", () => {
  const text = "services:\n  a: &a\n    image: x\n  b:\n    <<: *a\n    restart: always\n";
  const { services } = edited(text, [aGrant("a", "a_token")]);
  expect(services.a).toEqual({ image: "x", secrets: ["a_token"] });
  expect(services.b).toEqual({ image: "x", restart: "always", secrets: [] });
});

test("ports that another service borrows stay with it", () => {
  const text =
    'services:\n  a:\n    ports: &ports\n      - &web "80:80"\n      - 81:81\n  b:\n    ports: *ports\n  c:\n    ports: [*web]\n';
  const { services } = edited(text, [unpublishing("a", aPort("80:80", 4))]);
  expect(services).toEqual({ a: { ports: ["81:81"] }, b: { ports: ["80:80", "81:81"] }, c: { ports: ["80:80"] } });
});

test("what a service takes over whole is written out before it is edited", () => {
  const text =
    "x-base: &base\n  image: x\n  ports:\n    - 80:80\nservices:\n  a:\n    <<: *base\n    restart: always\n  b: *base\n";
  const { services } = edited(text, [unpublishing("a", aPort("80:80", 4)), aVariable("a", "A", { after: "1" })]);
  expect(services.a).toEqual({ image: "x", restart: "always", environment: { A: "1" }, ports: [] });
  expect(services.b).toEqual({ image: "x", ports: ["80:80"] });
});
