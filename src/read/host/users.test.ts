import { expect, test } from "vitest";
import { aProgram, readingProgram } from "./testing/a-machine.ts";
import { readAccess, readUsers } from "./users.ts";

const salt = "MDEyMzQ1Njc4OWFi";
const hash = `${"A".repeat(86)}==`;
const users = [`ann:$7$101$${salt}$${hash}`, "# bob", "", `carl:$6$${salt}$${hash}`, "dora:secret1", "eve"].join("\n");
const path = "/etc/mosquitto/passwd";

const reading = (
  version: string | undefined,
  files: readonly (readonly [string, string, "mosquitto-users" | "mosquitto-acl"])[],
) =>
  readingProgram(
    aProgram("mosquitto", [["/etc/mosquitto/mosquitto.conf", "listener 1883\n"], ...files], {
      ...(version !== undefined && { version }),
    }),
  );

test("the users of a password file are read with the way their passwords are kept", () => {
  expect(readUsers({ path, text: users }).map(({ value, at }) => [value.name, value.hash, at.line])).toEqual([
    ["ann", "sha512-pbkdf2", 1],
    ["carl", "sha512", 4],
    ["dora", undefined, 5],
  ]);
});

test("who stays is named, and a line that ends mosquitto 2.1 is an error there", () => {
  const file = [path, users, "mosquitto-users"] as const;
  expect(reading("2.0.11", [file]).said).toEqual([`notice own-users ${path}:1:1`, `notice bad-user ${path}:5:1`]);
  const { said, problems } = reading("2.1.2", [file]);
  expect(said.slice(1)).toEqual([`error bad-user ${path}:5:1`]);
  expect(problems[0]?.what).toBe("users of yours in /etc/mosquitto/passwd, which stay: `ann`, `carl`");
  expect(JSON.stringify(problems)).not.toMatch(/secret1|AAAA/);
});

test("a hash that came later does not let anybody in at an older mosquitto", () => {
  const argon = [path, "ann:$argon2id$v=19$m=47104,t=1,p=1$c2FsdA$aGFzaA\n", "mosquitto-users"] as const;
  expect(reading("2.0.11", [argon]).said).toEqual([`notice bad-user ${path}:1:1`]);
  expect(reading("2.1.2", [argon]).said).toEqual([`notice own-users ${path}:1:1`]);
  expect(reading(undefined, [argon]).said).toEqual([`notice own-users ${path}:1:1`]);
});

test("a password that mosquitto 2.1's own tool made is not read by 2.0: its salt is longer", () => {
  const longer = [path, `ann:$7$1000$${hash}$${hash}\n`, "mosquitto-users"] as const;
  expect(reading("2.0.11", [longer]).said).toEqual([`notice bad-user ${path}:1:1`]);
  expect(reading("2.1.2", [longer]).said).toEqual([`notice own-users ${path}:1:1`]);
});

test("a mosquitto that could not read our passwords is left as it is", () => {
  expect(reading("1.6.9", []).said).toEqual(["error too-old /etc/mosquitto/mosquitto.conf:1:1"]);
  expect([reading("2.0.0", []).said, reading(undefined, []).said]).toEqual([[], []]);
});

test("a user that stands twice ends mosquitto 2.1, whose names are told apart without the blanks around them", () => {
  const twice = [path, `ann:$7$1$${salt}$${hash}\n ann :$7$1$${salt}$${hash}\n`, "mosquitto-users"] as const;
  expect(reading("2.1.2", [twice]).said).toEqual([`notice own-users ${path}:1:1`, `error bad-user ${path}:2:1`]);
  expect(reading("2.0.11", [twice]).problems[1]?.what).toBe("`ann` stands here twice: this line counts");
});

test("an access list says who may do what, and for whom a line holds", () => {
  const text =
    "topic read $SYS/#\n# c\nuser ann b\ntopic plant/+/a b\n\n  topic deny x\npattern write dev/%u\nuser carl\ntopic readwrite #\n";
  expect(
    readAccess({ path, text }).map(({ value, at }) => [value.user, value.kind, value.access, value.filter, at.line]),
  ).toEqual([
    [undefined, "topic", "read", "$SYS/#", 1],
    ["ann b", "topic", "readwrite", "plant/+/a b", 4],
    ["ann b", "topic", "deny", "x", 6],
    [undefined, "pattern", "write", "dev/%u", 7],
    ["carl", "topic", "readwrite", "#", 9],
  ]);
});

test("a pattern that holds for everybody would open the access of our own users too", () => {
  const acl = ["/etc/mosquitto/acl", "pattern read dev/%u\npattern readwrite #\n", "mosquitto-acl"] as const;
  expect(reading("2.0.11", [acl]).said).toEqual(["notice wide-access /etc/mosquitto/acl:2:1"]);
});
