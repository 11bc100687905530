import { expect, test } from "vitest";
import { readAclFile } from "./acl-file.ts";
import { rightsOf } from "./rights.ts";

const acl = readAclFile(
  "acl",
  `user ann
topic readwrite a/#
topic deny a/secret/#
topic write w
topic read r
pattern readwrite devices/%c/#
pattern read people/%u
pattern deny people/ben
`,
);
const rights = rightsOf(() => acl);
const ann = { user: "ann", clientId: "c1" };
const ben = { user: "ben", clientId: "c2" };

test.each([
  [ann, "a/x", true],
  [ann, "a", true],
  [ann, "a/secret", false],
  [ann, "a/secret/x", false],
  [ann, "w", true],
  [ann, "r", false],
  [ann, "devices/c1/x", true],
  [ann, "devices/c2/x", false],
  [ann, "people/ann", false],
  [ben, "a/x", false],
  [ben, "devices/c2/x", true],
  [{ user: "ben", clientId: "+" }, "devices/c1/x", false],
  [{ user: "ben", clientId: "#" }, "devices", false],
  [{ user: "ben", clientId: "c1/x" }, "devices/c1/x/y", false],
  [{ user: "a+b", clientId: "c1" }, "devices/c1/x", false],
  [{ user: "nobody", clientId: "c3" }, "devices/c3", true],
])("%o may publish to %s: %s", (client, topic, expected) => expect(rights.mayPublish(client, topic)).toBe(expected));

test.each([
  [ann, "a/#", true],
  [ann, "a/+/x", true],
  [ann, "a/secret/x", false],
  [ann, "#", false],
  [ann, "+", false],
  [ann, "w", false],
  [ann, "r", true],
  [ann, "people/ann", true],
  [ann, "people/+", false],
  [ben, "people/ben", false],
  [ben, "devices/c2/#", true],
  [ben, "devices/+/x", false],
  [ben, "$SYS/#", false],
])("%o may subscribe to %s: %s", (client, filter, expected) =>
  expect(rights.maySubscribe(client, filter)).toBe(expected),
);

test("a subscription that a deny rule cuts into is granted, and the denied part not delivered", () => {
  expect(rights.maySubscribe(ann, "a/#")).toBe(true);
  expect(rights.mayReceive(ann, "a/x")).toBe(true);
  expect(rights.mayReceive(ann, "a/secret/x")).toBe(false);
});
