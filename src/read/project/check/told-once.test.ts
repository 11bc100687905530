import { expect, test } from "vitest";
import { readingProject } from "../../testing/reading.ts";

test("a service whose anchor is not there is not told that it has no image as well", () => {
  const { said } = readingProject("services:\n  s: *a\nx-a: &a { image: x }\n");
  expect(said.map((line) => line.split(" ")[1])).toEqual(["bad-alias"]);
});

test("an alias that is wrong below << is told of once", () => {
  const { said } = readingProject(
    "services:\n  a: &a\n    image: x:1\n    <<: *a\n  b:\n    image: x:1\n    <<: *none\n",
  );
  expect(said.map((line) => line.split(" ")[2])).toEqual(["compose.yml:4:9", "compose.yml:7:9"]);
});

test("a service whose `image` is misspelt is not told that it has none as well; another mistake hides nothing", () => {
  const codes = (line: string) => readingProject(`services: { a: { ${line} } }`).said.map((one) => one.split(" ")[1]);
  expect(codes("imag: x")).toEqual(["unknown-key"]);
  expect(codes("foo: x").toSorted()).toEqual(["no-image", "unknown-key"]);
});
