import type { Exchange } from "../route/exchange.ts";
import type { Counters } from "./counters.ts";

/**
 * Publishes a few figures as retained messages below `$SYS/broker`, under mosquitto's names, for whoever may read them.
 * @param clock milliseconds of a monotonic clock
 */
export function reportSystem(exchange: Exchange, counters: Counters, everyMs: number, clock: () => number): Disposable {
  const startMs = clock();
  const report = () => {
    const figures: Record<string, string | number> = {
      version: "edgeward, MQTT 3.1.1",
      uptime: `${Math.floor((clock() - startMs) / 1000)} seconds`,
      "clients/connected": counters.clientsConnected,
      "messages/received": counters.publishesReceived,
      "messages/sent": counters.messagesSent,
      "publish/messages/dropped": counters.messagesDropped,
    };
    for (const [name, value] of Object.entries(figures)) exchange.announce(`$SYS/broker/${name}`, String(value));
  };
  report();
  const timer = setInterval(report, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
