import { expect, test } from "vitest";
import { dockerReadsTheSame } from "./docker-env-file.ts";

const at = { file: "a.env", line: 1, column: 1 };
const same = (text: string, variables: Readonly<Record<string, string>>) =>
  dockerReadsTheSame({
    path: "/a.env",
    at,
    text,
    variables: Object.entries(variables).map(([name, value]) => ({ name, value, at })),
  });

test.each<[string, Record<string, string>]>([
  ["A=1\nB=two words\n", { A: "1", B: "two words" }],
  ["# note\n\n  A=1\n", { A: "1" }],
  ["\uFEFFA=1\r\nB=2\r\n", { A: "1", B: "2" }],
  ["A=1\nA=2\n", { A: "2" }],
  ["A=\n", { A: "" }],
  ["A=x=y\n", { A: "x=y" }],
  ["", {}],
])("%j says the same to both", (text, variables) => expect(same(text, variables)).toBe(true));

test.each<[string, Record<string, string>]>([
  ['A="1"\n', { A: "1" }],
  ["A='1'\n", { A: "1" }],
  ["A=1 # note\n", { A: "1" }],
  [`A=${"$"}{B}\n`, { A: "b" }],
  ["export A=1\n", { A: "1" }],
  ["A = 1\n", { A: "1" }],
  ["A: 1\n", { A: "1" }],
  ["A\n", { A: "from the shell" }],
  ["A=1 \n", { A: "1" }],
  ["A={{.Node}}\n", { A: "{{.Node}}" }],
])("%j does not", (text, variables) => expect(same(text, variables)).toBe(false));
