import { expect, test } from "vitest";
import type { Change } from "../../../model/change.ts";
import { aDrop, aSetting } from "../../testing/changes.ts";
import { editMachine } from "../machine.ts";

const main = "/etc/mosquitto/mosquitto.conf";
const local = "/etc/mosquitto/conf.d/second.conf";
const because = (why: string, change: Change): Change => ({ ...change, why });
const set = (section: string, key: string, after: string) => aSetting(main, section, key, { after });

const login = "who has no password stays out";
const tls = "clear text is read by all";

/** As the measures propose them: first the login for each listener, then the listener in clear text is replaced by one with TLS. */
const changes = [
  ...["listener 1883", "listener 9001"].map((section) => because(login, set(section, "allow_anonymous", "false"))),
  ...[
    set("listener 8883", "certfile", "/c"),
    set("listener 8883", "allow_anonymous", "false"),
    set("listener 8883", "max_connections", "7"),
    aDrop(main, "listener 1883"),
    set("listener 9001", "certfile", "/c"),
  ].map((change) => because(tls, change)),
];

/** Each line that was made, with what it is there for. */
function reasonsIn(path: string): readonly string[] {
  const files = [
    {
      path: main,
      text: "per_listener_settings true\ninclude_dir /etc/mosquitto/conf.d\n",
      format: "mosquitto" as const,
    },
    {
      path: local,
      text: "listener 1883\nallow_anonymous true\nmax_connections 7\n\nlistener 9001\nallow_anonymous true\n",
      format: "mosquitto" as const,
    },
  ];
  const edit = editMachine(files, changes).get(path);
  const lines = edit?.text.split("\n") ?? [];
  return edit?.reasons.made.map(({ line, change }) => `${lines[line - 1]}: ${edit.changes[change]?.why}`) ?? [];
}

test("what moves to another listener stays there for the reason that it was set for, the listener for its own", () => {
  expect(reasonsIn(main)).toEqual([
    `: ${tls}`,
    `listener 8883: ${tls}`,
    `certfile /c: ${tls}`,
    `allow_anonymous false: ${login}`,
    `max_connections 7: ${tls}`,
  ]);
});

test("in the second file each line has its own reason", () => {
  expect(reasonsIn(local)).toEqual([`allow_anonymous false: ${login}`, `certfile /c: ${tls}`]);
});
