/** Whatever the configuration looks like: once the changes stand in the files, hardening finds nothing to do. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { edit } from "../../../src/harden/testing/edits.ts";
import { configurations } from "./configurations.ts";
import { type Texts, through } from "./through.ts";

const compose = (mount: string) => `services:
  mosquitto:
    image: eclipse-mosquitto:2
    ports: ["1883:1883", "9001:9001"]
${mount}
  agent:
    image: example/agent
    environment:
      MQTT_URL: mqtt://test:test@mosquitto:1883
    x-edgeward: { role: agent, publish: [sensors/agent] }
`;
const mount = "    volumes: [./mosquitto.conf:/mosquitto/config/mosquitto.conf]";

function assertSettled(texts: Texts): void {
  const { hardened, after } = through(texts);
  const again = through(after);
  assert.deepEqual(again.hardened.changes.map(edit), []);
  assert.deepEqual([again.hardened.secrets, again.hardened.generated], [hardened.secrets, hardened.generated]);
}

test.each(Object.entries(configurations))("a mosquitto.conf with %s", (_, text) => {
  assertSettled({ "docker-compose.yml": compose(mount), "mosquitto.conf": text });
});

test("a broker without a file", () => assertSettled({ "docker-compose.yml": compose("") }));

test("any lines in any order", () => {
  const line = fc.constantFrom(
    ..."listener 1883|listener 1884|listener 9001|protocol websockets|allow_anonymous true|allow_anonymous false".split(
      "|",
    ),
    ..."#allow_anonymous false|# a comment||max_connections 5|max_queued_messages 0|persistence true|log_type all".split(
      "|",
    ),
    ..."password_file /p|acl_file /a|tls_version tlsv1.2|per_listener_settings true|log_type error".split("|"),
  );
  fc.assert(
    fc.property(fc.uniqueArray(line, { maxLength: 10 }), (lines) => {
      assertSettled({ "docker-compose.yml": compose(mount), "mosquitto.conf": `${lines.join("\n")}\n` });
    }),
    { numRuns: 40 },
  );
});
