import { expect, test } from "vitest";
import { aService, directory, reading } from "../testing/reading.ts";

test("no message shows what follows a $ in a password", () => {
  const { problems } = reading(aService("    environment:\n      DB_PASSWORD: pa$s3cret\n      USER: $who\n"));
  expect(problems.map(({ what }) => what)).toEqual([
    "a variable in this value is not set: nothing stands in its place",
    "the variable who is not set: nothing stands in its place",
  ]);
});

test("a name from a file cannot steer the terminal or fill it", () => {
  const { problems } = reading(aService(`    "\\e[31m${"x".repeat(500)}": 1\n`));
  expect(problems[0]?.what).toMatch(/^` \[31mx{75}…` is not known/);
});

test("the same problem in the same place is said once, and a thousand are enough", () => {
  const two = "services:\n  a: {image: nginx, env_file: [x.env]}\n  b: {image: nginx, env_file: [x.env]}\n";
  expect(reading(two, { disk: { [`${directory}/x.env`]: "A B\n" } }).said).toEqual(["error bad-env-file x.env:1:1"]);
  const { problems } = reading(aService(Array.from({ length: 1500 }, (_, i) => `    k${i}: 1\n`).join("")));
  expect(problems).toHaveLength(1001);
  expect(problems.at(-1)).toMatchObject({
    code: "too-many",
    what: "500 more problems are not listed",
    severity: "error",
  });
  const noisy = Array.from({ length: 600 }, (_, i) => `  s${i}: {image: x, user: a, healthcheck: {}}\n`);
  expect(reading(`services:\n${noisy.join("")}`).problems.at(-1)).toMatchObject({
    code: "too-many",
    severity: "notice",
  });
});

test("no message shows a password, however it is misspelt", () => {
  const { problems } = reading(
    aService(
      "    environment:\n      - DB_PASSWORD s3cret\n      - API_TOKEN=a$s3cret\n      - 5\n    env_file: x.env\n",
    ),
    { disk: { [`${directory}/x.env`]: "PASSWORD='s3cret' more\nTOKEN=\"s3cret\n" } },
  );
  expect(problems.length).toBeGreaterThan(4);
  expect(JSON.stringify(problems)).not.toContain("s3cret");
});
