import { expect, test } from "vitest";
import { aView } from "../../../testing/view.ts";
import { environment } from "./environment.ts";

const noticed = (service: string) => {
  const disk = { "/srv/stack/one.env": "A=\nB=\n", "/srv/stack/two.env": "B=2\n" };
  const { notices = [] } = environment.propose(aView(`services:\n  a: {image: a, ${service}}`, { disk }));
  return notices.filter(({ code }) => code === "empty-variable").map(({ what }) => what.split(" of ")[0]);
};

test.each([
  ['environment: {HTTP_PROXY: "", SET: x}', ["`HTTP_PROXY`"]],
  ["environment: [HTTP_PROXY=, SET=x, SHELL]", ["`HTTP_PROXY`"]],
  ["env_file: one.env", ["`A`, `B`"]],
  ["env_file: [one.env, two.env]", ["`A`"]],
  ["env_file: one.env, environment: {A: 1, B: 2}", []],
])("what is empty in the end is named, since docker fills it from the shell: %s", (service, names) =>
  expect(noticed(service)).toEqual(names),
);
