import type { ServiceName } from "./name.ts";
import type { SecretRef } from "./secret.ts";

/** A name and a password of one service's own, for one server. No two services share one. */
export type Identity = BrokerIdentity | DatabaseIdentity | DashboardIdentity;

export interface BrokerIdentity {
  readonly target: "broker";
  /** The broker's service. */
  readonly server: ServiceName;
  /** Whose it is; `operator` is the person in front of the machine (and the probes' witness), `outside` a device or person that a person added. */
  readonly owner: ServiceName | "operator" | "outside";
  /** MQTT user name. */
  readonly user: string;
  readonly secret: SecretRef;
  /** Topic filters, MQTT 3.1.1 section 4.7. Empty means: may not. */
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** Where these rights come from, for people: `telegraf.conf:8 topics`, `x-edgeward.publish`. */
  readonly why: string;
}

export interface DatabaseIdentity {
  readonly target: "database";
  readonly server: ServiceName;
  readonly owner: ServiceName | "operator";
  readonly user: string;
  readonly secret: SecretRef;
  readonly access: "read" | "write";
  readonly database: string;
  readonly why: string;
}

/** Who signs in to Edgeward's console. It has this one login. */
export interface DashboardIdentity {
  readonly target: "dashboard";
  readonly server: ServiceName;
  readonly owner: "operator";
  readonly user: string;
  readonly secret: SecretRef;
  readonly why: string;
}
