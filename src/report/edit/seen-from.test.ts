import { expect, test } from "vitest";
import { seenFrom } from "./seen-from.ts";

test.each([
  ["", "broker.conf", "./broker.conf"],
  ["app/", "app/broker.conf", "./broker.conf"],
  ["app/parts/", "app/broker.conf", "../broker.conf"],
  ["app/parts/", "broker.conf", "../../broker.conf"],
  ["/srv/app/", "/srv/app/x/broker.conf", "./x/broker.conf"],
  ["../base/", "app/broker.conf", "app/broker.conf"],
  ["../app/", "../app/broker.conf", "./broker.conf"],
  ["app/", "/etc/broker.conf", "/etc/broker.conf"],
])("from %s, %s is %s", (directory, path, seen) => {
  expect(seenFrom(directory, path)).toBe(seen);
});
