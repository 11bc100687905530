/** A program of one's own that publishes, with its settings in a file of variables: it knows nothing else. */
import type { Ended } from "../ended.ts";
import type { TestMachine } from "../machine.ts";

export const env = "/etc/default/agent";

const variables = `# Where the servo publishes
MQTT_HOST=localhost
MQTT_PORT=1883
# MQTT_USERNAME=
# MQTT_PASSWORD=
MQTT_TOPIC=Servo
`;

const program = `#!/bin/sh
set -a; . ${env}; set +a
[ -z "\${MQTT_CA_FILE:-}" ] || set -- "$@" --cafile "$MQTT_CA_FILE"
[ -z "\${NAMELESS:-}" ] || unset MQTT_USERNAME
[ -z "\${MQTT_USERNAME:-}" ] || set -- "$@" -u "$MQTT_USERNAME" -P "$MQTT_PASSWORD"
exec mosquitto_pub -h "$MQTT_HOST" -p "$MQTT_PORT" -q 1 -t "\${TOPIC:-$MQTT_TOPIC}" "$@"
`;

/** Not in any file of users: a machine takes the number for an account all the same. */
export const agentUid = 4242;

export async function installAgent(machine: TestMachine): Promise<void> {
  await machine.write(env, variables, { uid: agentUid, mode: 0o644 });
  await machine.write("/usr/local/bin/servo", program, { mode: 0o755 });
  await machine.ok(["touch", "-d", "@1700000000", env]);
}

/** @param environment `NAMELESS`: it forgets its name and password; `TOPIC`: another one than its file says */
export const publishes = (
  machine: TestMachine,
  message: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> => machine.run(["/usr/local/bin/servo", "-m", message], { uid: agentUid, env: environment });
