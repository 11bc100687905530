/** Each client publishes and reads what its work needs, and nothing else. */
import type { Change } from "../../model/change.ts";
import { ownFile } from "../../model/own-file.ts";
import type { Problem } from "../../model/problem.ts";
import type { Service, Stack } from "../../model/stack.ts";
import { brokersOf, talksMqtt } from "../clients.ts";
import { brokerConfig } from "../config-place.ts";
import { inForce } from "../in-force.ts";
import type { Measure, View } from "../measure.ts";
import { granting, type Reason, secretPath } from "../propose.ts";
import { rightsOf } from "../rights.ts";

const reason: Reason = {
  measure: "confine-topics",
  why: "Each client may use the topics that its work needs and no others, so that a taken-over sensor cannot command a machine.",
  source: "mosquitto.conf(5), acl_file; MQTT 3.1.1 section 5.4.2, authorization of clients",
};

export const confineTopics: Measure = {
  id: "confine-topics",
  provenBy: ["obeys-acl"],
  propose: (view) => view.having("broker").flatMap((broker) => confined(view, broker)),
  notices: ({ stack }) => stack.services.flatMap((client) => unclear(stack, client)),
};

function confined({ stack }: View, broker: Service): readonly Change[] {
  const place = brokerConfig(stack, broker);
  return [
    ...granting(broker, ownFile.acl, reason),
    ...(place ? inForce(place, "acl_file", secretPath(broker, ownFile.acl), reason) : []),
  ];
}

function unclear(stack: Stack, client: Service): readonly Problem[] {
  const brokers = brokersOf(stack, client);
  if (brokers.length === 0) return talksMqtt(client) ? whichBroker(stack, client) : [];
  return brokers.flatMap((broker) => {
    const { publish, subscribe, refused } = rightsOf(stack, client, broker);
    const silent = publish.length + subscribe.length + refused.length === 0;
    return [...(silent ? [noTopics(client, broker)] : []), ...refused.map(({ value, at }) => unfit(client, value, at))];
  });
}

function whichBroker({ services }: Stack, { name, at, role }: Service): readonly Problem[] {
  const brokers = services.filter((service) => service.role === "broker").map((service) => service.name);
  if (brokers.length === 0 || role === "broker") return [];
  return [
    {
      severity: "notice",
      code: "broker-not-told",
      at,
      what: `${name} does not say which of the brokers ${brokers.join(", ")} it talks to, so it is given no user`,
      remedy: `Name the broker under depends_on of ${name}.`,
    },
  ];
}

const noTopics = ({ name, at, onMachine }: Service, broker: Service): Problem => ({
  severity: "notice",
  code: "no-topics",
  at,
  what: `nothing says which topics ${name} uses, so it may log in to ${broker.name} and neither publish nor read`,
  remedy: onMachine
    ? `Name them: --publish '${name}=sensors/#', --subscribe '${name}=commands/#'.`
    : `Write its topics into the compose file, for example x-edgeward: { publish: ["${name}/#"], subscribe: ["${name}/set"] } under ${name}.`,
});

const unfit = ({ name }: Service, filter: string, at: Problem["at"]): Problem => ({
  severity: "notice",
  code: "unfit-topic",
  at,
  what: `${JSON.stringify(filter)} is no topic filter that can stand in an access list, so ${name} is not given it`,
  remedy:
    "Write a filter of MQTT 3.1.1 section 4.7 (`#` alone and last, `+` a whole level), without control characters or outer blanks.",
});
