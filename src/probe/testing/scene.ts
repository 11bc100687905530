import type { BrokerIdentity, DatabaseIdentity, Identity } from "../../model/identity.ts";
import { serviceName } from "../../model/name.ts";
import { secretRef } from "../../model/secret.ts";
import type { Scene } from "../probe.ts";

/** A scene with nothing in it but what the test puts there. */
export function aScene(parts: Partial<Scene> = {}): Scene {
  return {
    brokers: [],
    databases: [],
    processes: [],
    privatePaths: [],
    declared: [],
    ca: "",
    now: Date.now,
    login: async (identity) => ({ user: identity.user, password: passwordOf(identity) }),
    secretsIn: async () => [],
    ...parts,
  };
}

/** Every test identity's password: as long as a real one, and never written anywhere but in the servers' own files. */
export const passwordOf = (identity: Pick<Identity, "user">): string => `${identity.user}-4f0wq8sK2mZp-secret`;

export const brokerService = serviceName("mosquitto");
export const databaseService = serviceName("influxdb");

export function mqttUser(
  user: string,
  rights: { publish?: readonly string[]; subscribe?: readonly string[] } = {},
): BrokerIdentity {
  return {
    target: "broker",
    server: brokerService,
    owner: user === "operator" ? "operator" : serviceName(user),
    user,
    secret: secretRef(`mqtt-${user}`),
    publish: rights.publish ?? [],
    subscribe: rights.subscribe ?? [],
    why: "a test",
  };
}

export function influxUser(user: string, access: "read" | "write"): DatabaseIdentity {
  return {
    target: "database",
    server: databaseService,
    owner: user === "operator" ? "operator" : serviceName(user),
    user,
    secret: secretRef(`influx-${user}`),
    access,
    database: "telegraf",
    why: "a test",
  };
}

/** The demo stack's rights: an agent that publishes, an ingest that subscribes, and the person in front of the machine. */
export const usualUsers: readonly BrokerIdentity[] = [
  mqttUser("agent", { publish: ["sensors/host", "Servo", "xenomai"] }),
  mqttUser("telegraf", { subscribe: ["sensors/#", "Servo", "xenomai"] }),
  mqttUser("operator", { subscribe: ["#"] }),
];
