import assert from "node:assert/strict";
import { test } from "vitest";
import type { Hardened } from "../model/hardened.ts";
import { operator } from "../model/own-file.ts";
import { secretRef, showFile } from "../model/secret.ts";
import { emptyBook, type UserBook, type Way } from "../model/user-book.ts";
import { fewUsers } from "./few-users.ts";
import { harden } from "./harden.ts";
import { aTig } from "./testing/tig.ts";
import { withUsers } from "./with-users.ts";

const tig = harden(aTig());
const broker = tig.stack.services.find(({ role }) => role === "broker")?.name ?? "";
const agent = tig.identities.find(({ target, owner }) => target === "broker" && owner !== operator);
assert.ok(agent);
const pump = { name: "pump", server: broker, publish: ["pumps/#"], subscribe: ["orders"] };
const shown = ({ generated }: Hardened, service: string, name: string) =>
  generated.flatMap((file) => (file.service === service && file.name === name ? [showFile(file)] : [])).join();
const having = (book: Partial<UserBook>, way: Way = "both") => withUsers(tig, { ...emptyBook, ...book }, () => way);
const turn = { secret: agent.secret, current: 1, former: 0, sinceMs: 5 };

test("with nobody in the book, a stack is as it was", () => assert.deepEqual(having({}), tig));

test("an added user stands in the broker's lists, has a secret, and a directory to be handed over; others are as they were", () => {
  const after = having({ users: [pump] });
  assert.ok(shown(after, broker, "passwords").startsWith(shown(tig, broker, "passwords")));
  assert.ok(shown(after, broker, "passwords").endsWith(`pump:<mosquitto-hash of pump@${broker}>\n`));
  assert.match(shown(after, broker, "acl"), /user pump\ntopic read orders\ntopic write pumps\/#\n$/);
  assert.equal(shown(after, operator, "users/pump/mqtt_password"), `<password of pump@${broker}>`);
  assert.equal(shown(after, operator, "users/pump/ca"), "<ca-certificate>");
  assert.deepEqual(after.secrets.at(-1), { kind: "password", ref: secretRef(`pump@${broker}`) });
});

test("in a rotation both passwords are in the list, the new one first; its owner's file has the new one; then the old one is nowhere", () => {
  const during = having({ turns: [turn] });
  const lines = shown(during, broker, "passwords")
    .split("\n")
    .filter((line) => line.startsWith(`${agent.user}:`));
  assert.deepEqual(lines, [
    `${agent.user}:<mosquitto-hash of ${agent.secret}#1>`,
    `${agent.user}:<mosquitto-hash of ${agent.secret}>`,
  ]);
  assert.equal(shown(during, broker, "acl"), shown(tig, broker, "acl"));
  assert.equal(shown(during, agent.owner, "mqtt_password"), `<password of ${agent.secret}#1>`);
  assert.deepEqual(
    during.secrets.filter(({ ref }) => ref.startsWith(agent.secret)).map(({ ref }) => ref),
    [`${agent.secret}#1`, agent.secret],
  );
  const { former: _over, ...over } = turn;
  const after = having({ turns: [over] });
  const holes = after.generated.flatMap(({ parts }) =>
    parts.flatMap((part) => (typeof part === "object" && "ref" in part ? [part.ref] : [])),
  );
  assert.equal(holes.includes(agent.secret), false);
  assert.equal(
    after.secrets.some(({ ref }) => ref === agent.secret),
    false,
  );
});

test("where the last line of a name counts alone, the name alternates, in both lists and in what is handed over", () => {
  const secret = secretRef(`pump@${broker}`);
  const during = having({ users: [pump], turns: [{ secret, current: 1, former: 0, sinceMs: 5 }] }, "renamed");
  assert.match(shown(during, broker, "passwords"), /pump\.2:<mosquitto-hash of pump@\S+#1>\npump:<mosquitto-hash of/);
  assert.match(shown(during, broker, "acl"), /user pump\.2\ntopic read orders\ntopic write pumps\/#\n\nuser pump\n/);
  assert.equal(shown(during, operator, "users/pump/mqtt_user"), "pump.2");
  const again = having({ users: [pump], turns: [{ secret, current: 2, former: 1, sinceMs: 5 }] }, "renamed");
  assert.equal(shown(again, operator, "users/pump/mqtt_user"), "");
  assert.equal(again.identities.at(-1)?.user, "pump");
});

test("where a user has one password, the new one takes the old one's place at once", () => {
  const database = tig.identities.find(({ target }) => target === "database");
  assert.ok(database);
  const after = having({ turns: [{ secret: database.secret, current: 1, former: 0, sinceMs: 5 }] }, "replaced");
  const lines = shown(after, database.server, "users")
    .split("\n")
    .filter((line) => line.startsWith(`${database.user}:`));
  assert.deepEqual(
    lines.map((line) => line.split(":")[1]),
    [`<mosquitto-hash of ${database.secret}#1>`],
  );
});

test("probes are shown a few of many users from outside, with their files and no others'", () => {
  const users = Array.from({ length: 100 }, (_, i) => ({ ...pump, name: `pump-${i}` }));
  const few = fewUsers(having({ users }));
  assert.equal(few.identities.length, tig.identities.length + 16);
  assert.equal(shown(few, operator, "users/pump-15/ca") === "", false);
  assert.equal(shown(few, operator, "users/pump-15/mqtt_password") === "", false);
  assert.equal(shown(few, operator, "users/pump-16/mqtt_password"), "");
  assert.deepEqual(fewUsers(tig), tig);
});
