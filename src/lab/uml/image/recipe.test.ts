import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "vitest";
import { imageName, isImageName, recipeOf } from "./recipe.ts";

const digest = (text: string) => createHash("sha256").update(text).digest("hex");

test("an image of another release, kernel or first process has another name, and each is known for an image", () => {
  const recipe = recipeOf("trixie", "6.1.1");
  const changed = { ...recipe, files: recipe.files.map((file) => ({ ...file, text: `${file.text}#` })) };
  const names = [recipe, recipeOf("bookworm", "6.1.1"), recipeOf("trixie", "6.1.2"), changed].map((one) =>
    imageName(one, digest),
  );
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.ok(isImageName(name), name);
});

test("what is not ours in the same directory is no image", () => {
  for (const name of ["lab.ext4", "other.ext4", "lab-trixie-0123456789ab.ext4.part", ".lock"]) {
    assert.equal(isImageName(name), false, name);
  }
});

test("Docker's client is asked for where it has a package of its own", () => {
  assert.ok(recipeOf("trixie", "6").packages.includes("docker-cli"));
  assert.ok(!recipeOf("bookworm", "6").packages.includes("docker-cli"));
});
