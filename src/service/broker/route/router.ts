import type { Qos } from "../wire/qos.ts";
import { FilterTree } from "./filter-tree.ts";
import type { Message } from "./message.ts";
import { Remembered } from "./remembered.ts";

/** Whoever subscribes: a session, with or without a connection. */
export interface Subscriber {
  /** Survives its connection; what it is owed is written to the journal. */
  readonly persistent: boolean;
  /** Whether its rights let it receive this topic now. */
  mayReceive(topic: string): boolean;
  deliver(message: Message, qos: Qos): void;
}

/** Who receives a topic, each once and at the highest QoS that it was granted [MQTT-3.3.5-1]. */
export interface Route {
  readonly targets: readonly { readonly subscriber: Subscriber; readonly qos: Qos }[];
  /** How many subscribed to it but have no right to read it. */
  readonly denied: number;
}

/** Topics whose routes are remembered. */
const rememberedTopics = 10_000;

/** Invariant: a route that was handed out is good until `epoch` changes. */
export class Router {
  readonly #filters = new FilterTree<Subscriber, Qos>();
  readonly #routes = new Remembered<Route>(rememberedTopics);
  /** Changes with every subscription and every change of rights. */
  epoch = 0;

  subscribe(filter: string, subscriber: Subscriber, qos: Qos): void {
    this.#filters.set(filter, subscriber, qos);
    this.forget();
  }

  unsubscribe(filter: string, subscriber: Subscriber): void {
    this.#filters.delete(filter, subscriber);
    this.forget();
  }

  /** Rights have changed: every route is found anew. */
  forget(): void {
    this.epoch++;
    this.#routes.clear();
  }

  route(topic: string): Route {
    const known = this.#routes.get(topic);
    if (known) return known;
    const route = this.#find(topic);
    this.#routes.set(topic, route);
    return route;
  }

  #find(topic: string): Route {
    const granted = new Map<Subscriber, Qos>();
    this.#filters.match(topic, (subscriber, qos) => {
      const before = granted.get(subscriber);
      if (before === undefined || before < qos) granted.set(subscriber, qos);
    });
    const targets = [...granted]
      .filter(([subscriber]) => subscriber.mayReceive(topic))
      .map(([subscriber, qos]) => ({ subscriber, qos }));
    return { targets, denied: granted.size - targets.length };
  }
}
