import { expect, test } from "vitest";
import { mosquittoConf } from "../harden/testing/stacks.ts";
import { listenersOf } from "./listener.ts";

const seen = (...lines: readonly string[]) =>
  listenersOf(mosquittoConf(...lines)).map(
    ({ section, port, host, tls, protocol }) => `${section}|${port} ${host ?? "*"} ${protocol}${tls ? " tls" : ""}`,
  );

test.each<[readonly string[], readonly string[]]>([
  [[], ["|1883 * mqtt"]],
  [["persistence true"], ["|1883 * mqtt"]],
  [["listener 1883"], ["listener 1883|1883 * mqtt"]],
  [["listener 1883 10.0.0.1"], ["listener 1883|1883 10.0.0.1 mqtt"]],
  [
    ["listener 1883 10.0.0.1", "listener 1883 10.0.0.2"],
    ["listener 1883|1883 10.0.0.1 mqtt", "listener 1883 10.0.0.2|1883 10.0.0.2 mqtt"],
  ],
  [["port 1884", "bind_address 10.0.0.1"], ["listener 1884|1884 10.0.0.1 mqtt"]],
  [["listener 0 /run/m.sock"], ["listener 0 /run/m.sock|0 /run/m.sock mqtt"]],
  [["listener 9001", "protocol websockets"], ["listener 9001|9001 * websockets"]],
  [["listener 8883", "certfile /c"], ["listener 8883|8883 * mqtt"]],
  [["listener 8883", "certfile /c", "keyfile /k"], ["listener 8883|8883 * mqtt tls"]],
  [["listener 8883", "psk_hint h"], ["listener 8883|8883 * mqtt tls"]],
  [["connection cloud", "address far"], ["|1883 * mqtt"]],
])("%j opens %j", (lines, expected) => expect(seen(...lines)).toEqual(expected));

/** Seen with mosquitto 2.0.11. */
test.each([
  [["max_connections 20", "listener 8883"], 2],
  [["allow_anonymous false", "listener 8883"], 1],
  [["password_file /p", "listener 8883"], 1],
  [["per_listener_settings true", "password_file /p", "listener 8883"], 2],
  [["per_listener_settings true", "allow_anonymous false", "listener 8883"], 1],
])("%j opens %i listeners", (lines, count) => expect(seen(...lines)).toHaveLength(count));
