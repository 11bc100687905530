import assert from "node:assert/strict";
import { test } from "vitest";
import { mirrorIn } from "./mirror.ts";

test("a mirror is found in either style, and security updates and archives of others are passed over", () => {
  const others =
    "URIs: https://deb.nodesource.com/node_20.x\ndeb http://security.debian.org/debian-security trixie main";
  assert.equal(mirrorIn([others, "Types: deb\nURIs: http://mirror.example/debian/\n"]), "http://mirror.example/debian");
  assert.equal(
    mirrorIn([
      "# deb http://no.example/debian x main\ndeb [signed-by=/k.gpg arch=amd64] https://one.example/debian trixie main",
    ]),
    "https://one.example/debian",
  );
});

test("without any, Debian's own is taken", () => {
  assert.equal(mirrorIn(["", "deb http://packages.example/apt stable main"]), "http://deb.debian.org/debian");
});
