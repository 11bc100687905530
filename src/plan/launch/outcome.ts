import type { Hardened } from "../../model/hardened.ts";
import type { IngestLaunch, Launch, Listen, Unrunnable } from "../../model/launch.ts";
import type { Layout } from "../../model/layout.ts";
import type { ServiceName } from "../../model/name.ts";
import type { Problem } from "../../model/problem.ts";
import type { Programs } from "../../model/program.ts";
import type { Service } from "../../model/stack.ts";

/** What comes of one service: a launch, or what it would need. */
export interface Outcome<T extends Launch = Launch> {
  readonly launch?: T;
  readonly unrunnable?: Unrunnable;
  readonly problems?: readonly Problem[];
}

/** A server that can run here, and its addresses. */
export interface Seat {
  readonly service: Service;
  readonly role: "broker" | "database";
  readonly listeners: readonly Listen[];
}

/** All that a launch is made from. */
export interface Scope extends Hardened {
  readonly layout: Layout;
  /** The servers that can run here. */
  readonly seats: readonly Seat[];
  readonly programs: Programs;
}

export const needing = ({ name: service, role }: Service, needs: string): Outcome<never> => ({
  unrunnable: { service, role, needs },
});

/** Services on the way of a message from broker to store share this process: a hop between processes costs more than all else. */
export const dataPath = "core";

/** A service that is called as the shared process is still gets one of its own; `:` is in no service's name. */
const ownProcess = (service: ServiceName): string => (service === dataPath ? `service:${service}` : service);

export function processOf(service: ServiceName, ingests: readonly IngestLaunch[]): string {
  const shared = ingests.some((ingest) => together(ingest).length > 1 && together(ingest).includes(service));
  return shared ? dataPath : ownProcess(service);
}

/** Installed programs are processes of their own; what is embedded around an ingest shares one with it. */
const together = ({ service, broker, store, link, writer }: IngestLaunch): readonly ServiceName[] => [
  service,
  ...(link ? [] : [broker]),
  ...(writer ? [] : [store]),
];

export const notice = (code: string, at: Problem["at"], what: string, remedy: string): Problem => ({
  severity: "notice",
  code,
  at,
  what,
  remedy,
});
