import { expect, test } from "vitest";
import { reading, readingProject } from "../../testing/reading.ts";

const saidOf = (lines: string) => readingProject(`services:\n  a:\n    image: x:1\n${lines}`).said;

test.each([
  ["command", `    command: echo "a\n`, ["error bad-command compose.yml:4:14"]],
  ["entrypoint", `    entrypoint: sh -c 'a\n`, ["error bad-command compose.yml:4:17"]],
  ["hook", `    post_start:\n      - command: it's\n`, ["error bad-command compose.yml:5:18"]],
  [
    "watch",
    `    develop:\n      watch:\n        - { action: sync+exec, path: ., target: /a, exec: { command: a ( } }\n`,
    ["error bad-command compose.yml:6:70"],
  ],
  [
    "both",
    `    entrypoint: a (\n    command: b \\\n`,
    ["error bad-command compose.yml:4:17", "error bad-command compose.yml:5:14"],
  ],
  ["a health check, which a shell gets whole", `    healthcheck: { test: "echo 'a; b" }\n`, []],
  ["a list", `    command: [echo, "it's; ("]\n`, []],
])("what Compose cannot split is an error where it stands: %s", (_, lines, said) => {
  expect(saidOf(lines)).toEqual(said);
});

test.each([
  ["    command: a; b\n", ["notice command-cut compose.yml:4:14"]],
  ["    entrypoint: a && b\n", ["notice command-cut compose.yml:4:17"]],
  ["    command: sh -c 'a && b'\n", []],
])("what Compose cuts off is told: %j", (lines, said) => expect(saidOf(lines)).toEqual(said));

test("a command is told of by its place alone: it may hold a password", () => {
  const { problems } = readingProject("services: { a: { image: x:1, command: 'run --password hunter22 ; \"' } }");
  expect(JSON.stringify(problems)).not.toContain("hunter22");
});

test("a stack that runs here is told the same, once", () => {
  const { said } = reading("services:\n  a.b:\n    image: x:1\n    command: a; b\n");
  expect(said.filter((one) => one.includes("command"))).toEqual(["notice command-cut compose.yml:4:14"]);
});
