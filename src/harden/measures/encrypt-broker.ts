/** MQTT over TLS only: listeners in clear text go, published ports and clients follow. */
import type { Change } from "../../model/change.ts";
import { listenersOf } from "../../model/listener.ts";
import { ownFile } from "../../model/own-file.ts";
import type { Problem } from "../../model/problem.ts";
import { type Setting, settingOf } from "../../model/setting.ts";
import type { Service } from "../../model/stack.ts";
import { brokersOf } from "../clients.ts";
import { brokerConfig, emptyConfig } from "../config-place.ts";
import { followedByEnvironment, followedByTelegraf, trusting } from "../follow-broker.ts";
import type { Measure, View } from "../measure.ts";
import { encryptedPorts } from "../mqtt-port.ts";
import { granting, type Reason, secretPath } from "../propose.ts";
import { encrypted } from "../tls-listener.ts";

const reason: Reason = {
  measure: "encrypt-broker",
  why: "In clear text everybody on the cable reads passwords and messages; with TLS they see neither, and clients know that it is their broker.",
  source:
    "MQTT 3.1.1 section 5.4, security; mosquitto.conf(5), certificate based SSL/TLS support; RFC 8996 (TLS 1.0 and 1.1 are deprecated)",
};

export const encryptBroker: Measure = {
  id: "encrypt-broker",
  provenBy: ["serves-valid-tls", "no-plaintext"],
  propose: (view) => [
    ...view.having("broker").flatMap((broker) => served(view, broker)),
    ...view.stack.services.flatMap((client) =>
      brokersOf(view.stack, client).flatMap((broker) => followed(view, client, broker)),
    ),
  ],
  notices: (view) =>
    view.having("broker").flatMap((broker) => [...otherAuthority(view, broker), ...everyAddress(broker)]),
};

function served({ stack }: View, broker: Service): readonly Change[] {
  const place = brokerConfig(stack, broker);
  return [
    ...[ownFile.certificate, ownFile.privateKey].flatMap((file) => granting(broker, file, reason)),
    ...(place ? encrypted(place, reason) : []),
    ...encryptedPorts(stack, broker, reason),
  ];
}

function followed({ stack }: View, client: Service, broker: Service): readonly Change[] {
  return [
    ...trusting(client, reason),
    ...followedByTelegraf(stack, client, broker, reason),
    ...followedByEnvironment(stack, client, broker, reason),
  ];
}

/** A certificate that the person brought is kept: machines outside of the stack may trust its authority. */
function otherAuthority({ stack }: View, broker: Service): readonly Problem[] {
  const place = brokerConfig(stack, broker);
  const file = place?.file ?? emptyConfig("");
  return listenersOf(file).flatMap(({ section, port }) => {
    const certificate = settingOf(file, section, "certfile");
    if (!certificate || certificate.value === secretPath(broker, ownFile.certificate)) return [];
    if (broker.onMachine) return [ownOnMachine(broker, port, certificate)];
    return [
      {
        severity: "notice",
        code: "certificate-of-ones-own",
        at: certificate.at,
        what: `${broker.name} keeps its certificate ${certificate.value}; \`edgeward up\` serves one of the stack's own authority instead`,
        remedy:
          "Remove certfile and keyfile to use the stack's own authority everywhere, or see to the clients' trust yourself.",
      } as const,
    ];
  });
}

const ownOnMachine = ({ name }: Service, port: number, { value, at }: Setting): Problem => ({
  severity: "notice",
  code: "certificate-of-ones-own",
  at,
  what: `${name} keeps your certificate ${String(value)} on port ${port}: who trusts Edgeward's CA does not trust it`,
  remedy: "See to the trust of its clients yourself, or take certfile and keyfile out of it.",
});

function everyAddress({ name, listen }: Service): readonly Problem[] {
  if (listen?.value !== "0.0.0.0" && listen?.value !== "::") return [];
  return [
    {
      severity: "notice",
      code: "unnamed-address",
      at: listen.at,
      what: `${name} listens on every address, and its certificate can name none of them`,
      remedy: "Write the address that clients connect to as x-edgeward.listen, so that it stands in the certificate.",
    },
  ];
}
