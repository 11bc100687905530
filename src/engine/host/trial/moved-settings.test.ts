import assert from "node:assert/strict";
import { test } from "vitest";
import { movedSettings } from "./moved-settings.ts";

function moved(text: string) {
  let port = 20_000;
  return movedSettings(text, { nextPort: () => port++, includeDirectory: (path) => `/trial${path}` });
}

const rows: readonly (readonly [what: string, before: string, after: string])[] = [
  ["a listener goes to a port of loopback", "listener 8883 192.0.2.1", "listener 20000 127.0.0.1"],
  ["a listener on a unix socket too", "listener 0 /run/s.sock", "listener 20000 127.0.0.1"],
  ["the old way to name a port", "port 1883", "port 20000"],
  ["an address that is not loopback's", "bind_address 192.0.2.1", "bind_address 127.0.0.1"],
  ["a bridge reaches nobody", "addresses a.example:8883 b.example", "addresses 127.0.0.1:1"],
  ["nothing is written", "persistence true", "#persistence true"],
  ["no pid file", "pid_file /run/p", "#pid_file /run/p"],
  ["its words come to us", "log_dest file /var/log/m.log", "#log_dest file /var/log/m.log"],
  ["an included directory is a copy", "include_dir /etc/mosquitto/conf.d", "include_dir /trial/etc/mosquitto/conf.d"],
  ["secrets stay where they are", "password_file /etc/mosquitto/users", "password_file /etc/mosquitto/users"],
  ["a comment stays", "# listener 8883", "# listener 8883"],
  ["what is wrong with a port is for mosquitto to say", "listener 99999", "listener 99999"],
  ["a port that is no number, too", "listener eight", "listener eight"],
];

test.each(rows)("%s", (_, before, after) => {
  assert.equal(moved(before).text, after);
});

test("lines stay where they are, and each listener has a port of its own", () => {
  const { text, opens } = moved("listener 1\n\nlistener 1 ::1\ncafile /a\n");
  assert.deepEqual([text, opens], ["listener 20000 127.0.0.1\n\nlistener 20001 127.0.0.1\ncafile /a\n", true]);
});

test("settings without a listener say so, and whether they name an address alone", () => {
  assert.deepEqual(
    [moved("# port 1").opens, moved("bind_address ::1").opens, moved("bind_address ::1").binds],
    [false, false, true],
  );
});
