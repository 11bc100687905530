/**
 * How each role is started. A host loads the code of the roles that it plays, and no other.
 * Broker, ingest and database that share a process reach each other here, by function call.
 */
import { Fault } from "../../model/fault.ts";
import type { IngestLaunch, Launch } from "../../model/launch.ts";
import type { ServiceName } from "../../model/name.ts";
import type { Intake } from "../intake.ts";
import type { PointSink } from "../point.ts";
import type { EmbeddedService, Surroundings } from "../service.ts";

/** What the services of one process share. */
export interface Commons {
  /** By broker: who takes its messages in. */
  readonly intakes: Map<ServiceName, Intake>;
  /** By database: where points go. */
  readonly sinks: Map<ServiceName, PointSink>;
}

export async function startService(launch: Launch, around: Surroundings, commons: Commons): Promise<EmbeddedService> {
  switch (launch.role) {
    case "broker": {
      const { startBroker } = await import("../broker/start-broker.ts");
      return startBroker(launch, around, () => commons.intakes.get(launch.service));
    }
    case "ingest": {
      const { startIngest } = await import("../ingest/start-ingest.ts");
      const ingest = startIngest(launch, () => sinkOf(launch, commons), around);
      return launch.link ? ingest : shared(ingest, commons.intakes, launch.broker, ingest);
    }
    case "database": {
      if (launch.program?.gated !== undefined) {
        const { startGate } = await import("../gate/gate.ts");
        return startGate(launch, launch.program.gated, around);
      }
      const { openStore } = await import("../store/store.ts");
      const { startDatabase } = await import("../database/database.ts");
      const { dataDir: dir, retentionS } = launch;
      const store = await openStore(retentionS === undefined ? { dir } : { dir, retentionS }, around);
      try {
        const database = await startDatabase(launch, store, around);
        return shared(database, commons.sinks, launch.service, store, store);
      } catch (error) {
        await store[Symbol.asyncDispose]();
        throw error;
      }
    }
    case "dashboard": {
      const { hostConsole } = await import("./host-console.ts");
      return hostConsole(launch, around);
    }
    case "agent": {
      const { startAgent } = await import("../agent/agent.ts");
      return startAgent(launch, around);
    }
  }
}

function sinkOf({ service, store }: IngestLaunch, { sinks }: Commons): PointSink {
  const sink = sinks.get(store);
  if (sink) return sink;
  throw absent(service, store);
}

/** A service that others in this process can find for as long as it lives; what it stands on is closed after it. */
function shared<T>(
  service: EmbeddedService,
  registry: Map<ServiceName, T>,
  name: ServiceName,
  entry: T,
  beneath?: AsyncDisposable,
): EmbeddedService {
  registry.set(name, entry);
  return {
    health: () => service.health(),
    counters: () => service.counters(),
    listens: () => service.listens(),
    ...(service.reload && { reload: () => service.reload?.() ?? Promise.resolve() }),
    ...(service.logins && { logins: (users) => service.logins?.(users) ?? [] }),
    async [Symbol.asyncDispose]() {
      if (registry.get(name) === entry) registry.delete(name);
      await service[Symbol.asyncDispose]();
      await beneath?.[Symbol.asyncDispose]();
    },
  };
}

function absent(service: ServiceName, needed: ServiceName): Fault {
  return new Fault(
    "start-failed",
    `${service} needs ${needed} in its own process, and it is not there`,
    `Start ${needed} first.`,
  );
}
