import { expect, test } from "vitest";
import { convert } from "../../../convert.ts";
import { aView } from "../../../testing/view.ts";

const refusals = (text: string) => convert(aView(text)).refusals.map(({ code }) => code);

test.each([
  "services: {a: {image: a, network_mode: host}}",
  "services: {a: {image: a, networks: [h]}}\nnetworks: {h: {external: true, name: host}}",
  "services: {a: {image: a, networks: {h: {}}}}\nnetworks: {h: {external: {name: host}}}",
  "services: {a: {image: a, networks: [h]}}\nnetworks: {h: {driver: host}}",
  "services: {a: {image: a}}\nnetworks: {default: {external: true, name: host}}",
])("the host's network is refused by whichever name: %j", (text) => expect(refusals(text)).toEqual(["host-network"]));

test("a person may accept it by name", () => {
  const waived = "x-edgeward: {waivers: {host-network: it finds devices}}";
  expect(refusals(`services: {a: {image: a, network_mode: host, ${waived}}}`)).toEqual([]);
});
