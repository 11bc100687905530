/**
 * An engine whose services are entries in a map: for faults that a real one does not give on demand (a service that never gets
 * healthy, a start that fails twice). Whatever it promises besides is held by the contract that all engines are held to.
 */
import { Fault } from "../../model/fault.ts";
import type { ServiceName } from "../../model/name.ts";
import type { ServiceSeen, Step } from "../../model/plan.ts";
import type { ProcessEngine } from "../engine.ts";

export interface FakeEngine extends ProcessEngine {
  /** Steps performed so far, as `start name` and `stop name`. */
  readonly performed: readonly string[];
  /** As if the service's process had died. */
  kill(service: ServiceName): void;
}

export interface FakeFaults {
  /** Health of a service that has just been started. */
  readonly health?: (service: ServiceName, looks: number) => ServiceSeen["health"];
  /** Throws where a start is to fail. */
  readonly onStart?: (service: ServiceName, times: number) => void;
}

export function fakeEngine({ health = () => "healthy", onStart = () => {} }: FakeFaults = {}): FakeEngine {
  const running = new Map<ServiceName, { seen: ServiceSeen; looks: number }>();
  const starts = new Map<ServiceName, number>();
  const performed: string[] = [];

  function start(step: Extract<Step, { step: "start" }>): void {
    const { launch, hash, secrets, host } = step.wanted;
    const times = (starts.get(launch.service) ?? 0) + 1;
    starts.set(launch.service, times);
    onStart(launch.service, times);
    performed.push(`start ${launch.service}`);
    if (running.get(launch.service)?.seen.hash === hash) return;
    const listens = "listeners" in launch ? launch.listeners : [];
    const seen: ServiceSeen = {
      service: launch.service,
      hash,
      ...(secrets !== undefined && { secrets }),
      pid: 1,
      process: host.name,
      health: "starting",
      detail: "fake",
      listens,
      counters: {},
      sinceMs: 0,
    };
    running.set(launch.service, { seen, looks: 0 });
  }

  function reload({ wanted: { launch, secrets } }: Extract<Step, { step: "reload" }>): void {
    const one = running.get(launch.service);
    if (!one) return;
    performed.push(`reload ${launch.service}`);
    one.seen = { ...one.seen, ...(secrets !== undefined && { secrets }) };
  }

  return {
    performed,
    kill: (service) => running.delete(service),
    async observe() {
      const services = [...running.values()].map((one) => {
        one.looks++;
        return { ...one.seen, health: health(one.seen.service, one.looks) };
      });
      return { services };
    },
    async perform(step) {
      if (step.step === "start") return start(step);
      if (step.step === "reload") return reload(step);
      if (running.delete(step.service)) performed.push(`stop ${step.service}`);
    },
    async reach(service) {
      const listen = running.get(service)?.seen.listens[0];
      if (listen) return listen;
      throw new Fault("not-running", `${service} does not listen on any port`, "Start it.");
    },
    async clear() {
      running.clear();
    },
    logins: async () => undefined,
    tryOpen: async (_process, paths) => paths.map(() => false),
    async [Symbol.asyncDispose]() {},
  };
}
