import assert from "node:assert/strict";
import { test } from "vitest";
import { harden } from "../harden.ts";
import { after, edits, noticeCodes } from "../testing/edits.ts";
import { aService, aStack, type ServiceWords } from "../testing/stacks.ts";
import { replaceKnownPasswords } from "./replace-known-passwords.ts";

const service = (image: string, environment: Record<string, string>) =>
  aService("db", { image, environment } satisfies ServiceWords);

test.each<[image: string, Record<string, string>, changes: readonly string[], notices: readonly string[]]>([
  [
    "postgres:15",
    { POSTGRES_PASSWORD: "postgres" },
    [
      "db gets db_postgres_password",
      "db POSTGRES_PASSWORD goes",
      "db POSTGRES_PASSWORD_FILE=/run/secrets/db_postgres_password",
    ],
    [],
  ],
  [
    "registry.example:5000/mariadb:11",
    { MARIADB_ROOT_PASSWORD: "Admin" },
    [
      "db gets db_mariadb_root_password",
      "db MARIADB_ROOT_PASSWORD goes",
      "db MARIADB_ROOT_PASSWORD_FILE=/run/secrets/db_mariadb_root_password",
    ],
    [],
  ],
  ["postgres:15", { POSTGRES_PASSWORD: "x9!kf-and-more" }, [], ["secret-in-environment"]],
  ["example/thing", { ADMIN_PASSWORD: "admin" }, [], ["well-known-password"]],
  ["example/thing", { ADMIN_USER: "jo", ADMIN_PASSWORD: "jo" }, [], ["well-known-password"]],
  ["example/thing", { DATABASE_URL: "postgres://user:secret@db:5432/x" }, [], ["secret-in-environment"]],
  ["example/thing", { API_TOKEN: "f00dfeed" }, [], ["secret-in-environment"]],
  ["example/thing", { MYSQL_ALLOW_EMPTY_PASSWORD: "yes", TOKEN_FILE: "/x", USER: "admin" }, [], []],
  ["postgres:15", { POSTGRES_PASSWORD_FILE: "/run/secrets/mine" }, [], []],
])("%s with %j", (image, environment, changes, notices) => {
  const stack = aStack([service(image, environment)]);
  assert.deepEqual(edits(replaceKnownPasswords, stack), changes);
  assert.deepEqual(noticeCodes(replaceKnownPasswords, stack), notices);
  assert.deepEqual(edits(replaceKnownPasswords, after(replaceKnownPasswords, stack)), []);
});

test("the replaced password is a random one, in a file of the service's own", () => {
  const { generated, secrets } = harden(aStack([service("postgres:15", { POSTGRES_PASSWORD: "postgres" })]));
  const ref = "db:postgres_password";
  assert.deepEqual(generated, [{ service: "db", name: "postgres_password", parts: [{ hole: "password", ref }] }]);
  assert.deepEqual(secrets, [{ kind: "password", ref }]);
});

test("no notice holds the secret that it is about", () => {
  const { notices } = harden(aStack([service("example/thing", { API_TOKEN: "f00dfeed", URL: "http://a:f00dfeed@b" })]));
  assert.equal(notices.length, 2);
  assert.ok(!JSON.stringify(notices).includes("f00dfeed"));
});
