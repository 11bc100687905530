import assert from "node:assert/strict";
import { createHash, pbkdf2Sync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readPasswordFile } from "./password-file.ts";
import { verify } from "./verify.ts";

const salt = Buffer.from("twelve bytes");
const b64 = (bytes: Buffer) => bytes.toString("base64");
const seven = (password: string, rounds: number) =>
  `$7$${rounds}$${b64(salt)}$${b64(pbkdf2Sync(password, salt, rounds, 64, "sha512"))}`;
const six = (password: string) => `$6$${b64(salt)}$${b64(createHash("sha512").update(password).update(salt).digest())}`;

test.each([
  ["$7$", seven("right", 3)],
  ["$6$", six("right")],
])("a %s hash is that of its own password and of no other", async (_, hash) => {
  const { users, problems } = readPasswordFile("passwd", `# comment\n\nann:${hash}\r\n`);
  assert.deepEqual(problems, []);
  const password = users.get("ann")?.[0]?.password;
  assert.ok(password);
  assert.equal(await verify(password, Buffer.from("right")), true);
  for (const wrong of ["wrong", "", "right ", "Right"]) assert.equal(await verify(password, Buffer.from(wrong)), false);
});

test("every wrong line is named by its number, the others count, and nothing of a line is repeated", () => {
  const secret = "hunter2";
  const lines = [
    `ann:${secret}`,
    secret,
    `:${six("x")}`,
    `ben:${six("x")}`,
    `ben:${six("y")}`,
    `ben:${six("z")}`,
    `cyd:$7$0$${b64(salt)}$${b64(Buffer.alloc(64))}`,
    `dan:$7$99999999999$${b64(salt)}$${b64(Buffer.alloc(64))}`,
    `eve:$6$${b64(salt)}$${b64(Buffer.alloc(63))}`,
    `fay:$6$${secret}!$${b64(Buffer.alloc(64))}`,
    `gus:$argon2id$v=19$m=1$${secret}`,
    `hal:$6$$${b64(Buffer.alloc(64))}`,
    `ida:$6$${b64(salt)}$${b64(Buffer.alloc(64))}$more`,
  ];
  const { users, problems } = readPasswordFile("passwd", lines.join("\n"));
  assert.deepEqual(
    [...users].map(([user, entries]) => [user, entries.length]),
    [["ben", 2]],
  );
  expect(problems.map(({ at }) => at.line)).toEqual([1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13]);
  for (const { what, remedy } of problems) assert.ok(!`${what}${remedy}`.includes(secret));
});

test("no text makes the reader fail, and what it accepts is a hash of 64 bytes", () => {
  const piece = fc.constantFrom("$", ":", "6", "7", "101", "\n", "ann", b64(salt), b64(Buffer.alloc(64)));
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), (pieces) => {
      for (const { password } of [...readPasswordFile("f", pieces.join("")).users.values()].flat())
        assert.equal(password.hash.length, 64);
    }),
  );
});
