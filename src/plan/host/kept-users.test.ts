import assert from "node:assert/strict";
import { test } from "vitest";
import type { ConfigFormat, Machine } from "../../model/machine.ts";
import { keptAccess, keptLines, keptUsers } from "./kept-users.ts";

const rights = { uid: 0, gid: 0, mode: 0o600 };
const account = { user: "mosquitto", group: "mosquitto", uid: 103, gid: 106 };

function machineWith(texts: readonly (readonly [ConfigFormat, string])[]): Machine {
  const configs = texts.map(([format, text], i) => ({ format, text, path: `/etc/${i}`, real: `/etc/${i}`, rights }));
  return {
    hostName: "box",
    addresses: [],
    programs: [{ kind: "mosquitto", foundBy: "test", configs, account, manager: { by: "nobody" } }],
  };
}

const mark = "# Was here before, and stays as it is:\n";
const ours = new Set(["edgeward", "agent"]);

test("users of the person stay, ours and comments do not, and of two lines the last", () => {
  const kept = keptUsers(
    machineWith([["mosquitto-users", "# mine\nann :$7$1\nagent:$7$2\nbob:$6$3\r\nbob:$6$4\n\n"]]),
    ours,
  );
  assert.equal(keptLines(kept), `${mark}ann:$7$1\nbob:$6$4\n`);
});

test("without an access list they could do everything, and still can", () => {
  const kept = keptUsers(machineWith([["mosquitto-users", "ann:x\n"]]), ours);
  assert.equal(keptAccess(kept, ours), `\n${mark}user ann\ntopic readwrite #\n`);
});

test("an access list stays but for our users' topics; patterns hold for everybody wherever they stand", () => {
  const list = "topic read $SYS/#\nuser agent\ntopic #\npattern read %u/in\nuser ann\ntopic a/#\n";
  const kept = keptUsers(machineWith([["mosquitto-acl", list]]), ours);
  assert.equal(keptAccess(kept, ours), `\n${mark}pattern read %u/in\nuser ann\ntopic a/#\n`);
});

test("of several lists none takes over the last user of the one before", () => {
  const kept = keptUsers(
    machineWith([
      ["mosquitto-acl", "user ann\ntopic a/#"],
      ["mosquitto-acl", "topic open/#\nuser bob\ntopic b/#"],
    ]),
    ours,
  );
  assert.equal(keptAccess(kept, ours), `\n${mark}user ann\ntopic a/#\nuser bob\ntopic b/#\n`);
});

test("of a file of ours only that stays which was there before it", () => {
  const [one] = machineWith([["mosquitto-users", `agent:$7$2\ngone:$7$3\n${mark}ann:$7$1\n`]]).programs;
  assert.ok(one);
  const configs = one.configs.map((config) => ({ ...config, path: "/etc/edgeward/mosquitto/passwords" }));
  const kept = keptUsers({ hostName: "box", addresses: [], programs: [{ ...one, configs }] }, ours);
  assert.equal(keptLines(kept), `${mark}ann:$7$1\n`);
});

test("with an access list that names nobody they could do nothing, and still cannot", () => {
  const kept = keptUsers(
    machineWith([
      ["mosquitto-users", "ann:x\n"],
      ["mosquitto-acl", "# later\n"],
    ]),
    ours,
  );
  assert.doesNotMatch(keptAccess(kept, ours), /topic/);
});
