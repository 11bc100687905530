/** Every client logs in under its own name; nobody gets in without one. */
import type { Change } from "../../model/change.ts";
import { operator, operatorUser, ownFile } from "../../model/own-file.ts";
import type { Problem } from "../../model/problem.ts";
import type { Service } from "../../model/stack.ts";
import { brokersOf } from "../clients.ts";
import { brokerConfig, type ConfigPlace } from "../config-place.ts";
import { inForce } from "../in-force.ts";
import { loginInEnvironment, unreadPasswords } from "../login-environment.ts";
import { loginInTelegraf, oldTelegraf } from "../login-telegraf.ts";
import type { Measure, View } from "../measure.ts";
import { otherWaysIn } from "../other-ways-in.ts";
import { granting, type Reason, secretPath, setting } from "../propose.ts";
import { mqttPasswordFile } from "../refs.ts";

const reason = (why: string, source: string): Reason => ({ measure: identifyClients.id, why, source });

export const identifyClients: Measure = {
  id: "identify-clients",
  provenBy: ["refuses-anonymous", "refuses-wrong-password", "own-secrets-only", "no-secrets-in-environment"],
  propose: (view) => [
    ...view.having("broker").flatMap((broker) => closed(view, broker)),
    ...view.stack.services.flatMap((client) =>
      brokersOf(view.stack, client).flatMap((broker) => login(view, client, broker)),
    ),
  ],
  notices: (view) => [
    ...view.having("broker").flatMap((broker) => [...notMosquitto(view, broker), ...otherWaysIn(view.stack, broker)]),
    ...view.stack.services.flatMap((service) => [
      ...reservedName(service),
      ...unreadPasswords(view.stack, service),
      ...oldTelegraf(view.stack, service),
    ]),
  ],
};

function closed({ stack }: View, broker: Service): readonly Change[] {
  const strangers = reason(
    "Nobody may connect without a name and a password: whoever reaches the port could read every message and send commands.",
    "mosquitto.conf(5), allow_anonymous; MQTT 3.1.1 section 5.4.1, authentication of clients",
  );
  const users = reason(
    "The broker knows each client by a password of its own, so one stolen password opens nothing else and can be changed alone.",
    "mosquitto.conf(5), password_file; mosquitto_passwd(1)",
  );
  const place = brokerConfig(stack, broker);
  const settings = place && [
    ...inForce(place, "allow_anonymous", false, strangers),
    ...exceptions(place).flatMap((section) => setting(place, section, "listener_allow_anonymous", false, strangers)),
    ...inForce(place, "password_file", secretPath(broker, ownFile.passwords), users),
  ];
  return [...granting(broker, ownFile.passwords, users), ...(settings ?? [])];
}

/** mosquitto 2.1 lets one listener take strangers although the rest does not. */
const exceptions = ({ file }: ConfigPlace): readonly string[] =>
  (file?.settings ?? []).filter((one) => one.key === "listener_allow_anonymous").map((one) => one.section);

function login({ stack }: View, client: Service, broker: Service): readonly Change[] {
  const why = reason(
    `${client.name} logs in to ${broker.name} under its own name, with a password from a file that only it can read.`,
    "MQTT 3.1.1 sections 3.1.3.4 and 3.1.3.5; Compose Specification, secrets; Telegraf >= 1.27, secretstores.docker",
  );
  const file = mqttPasswordFile(stack, client, broker);
  return [
    ...granting(client, file, why),
    ...loginInTelegraf(stack, client, broker, file, why),
    ...loginInEnvironment(stack, client, broker, file, why),
  ];
}

function notMosquitto({ stack }: View, broker: Service): readonly Problem[] {
  if (brokerConfig(stack, broker)) return [];
  return [
    {
      severity: "notice",
      code: "unknown-broker",
      at: broker.image?.at ?? broker.at,
      what: `${broker.name} is a broker whose own settings we do not know: its users, topics and TLS are not changed there`,
      remedy: `Use eclipse-mosquitto, run it with \`edgeward up\`, or give ${broker.name} the users and the access list in its generated files yourself.`,
    },
  ];
}

/** Our own user and directory bear these names; a service's must not be mixed up with them. */
function reservedName({ name, at }: Service): readonly Problem[] {
  if (name !== operator && name !== operatorUser) return [];
  return [
    {
      severity: "error",
      code: "reserved-name",
      at,
      what: `a service cannot be called ${name}: the person at the machine logs in under that name`,
      remedy: "Give the service another name.",
    },
  ];
}
