/** SUBSCRIBE and UNSUBSCRIBE, MQTT 3.1.1 sections 3.8 and 3.10. */
import { isTopicFilter } from "../../../model/topic.ts";
import { Cursor } from "./cursor.ts";
import { isQos, type Qos } from "./qos.ts";
import { type Violation, violates } from "./violation.ts";

export interface Subscribe {
  readonly id: number;
  /** One at the least. */
  readonly requests: readonly { readonly filter: string; readonly qos: Qos }[];
}

export interface Unsubscribe {
  readonly id: number;
  readonly filters: readonly string[];
}

const bad = {
  id: violates("packet identifier is zero or missing [MQTT-2.3.1-1]"),
  none: violates("no topic filter [MQTT-3.8.3-3] [MQTT-3.10.3-2]"),
  filter: violates("not a topic filter [MQTT-3.8.3-1] [MQTT-4.7.1-2] [MQTT-4.7.1-3] [MQTT-4.7.3-1]"),
  qos: violates("requested QoS is none [MQTT-3-8.3-4]"),
};

export function readSubscribe(bytes: Buffer, start: number, end: number): Subscribe | Violation {
  const at = new Cursor(bytes, start, end);
  const id = at.word();
  if (!id) return bad.id;
  const requests: { filter: string; qos: Qos }[] = [];
  while (at.left > 0) {
    const filter = at.text();
    if (filter === undefined || !isTopicFilter(filter)) return bad.filter;
    const qos = at.byte() ?? 3;
    if (!isQos(qos)) return bad.qos;
    requests.push({ filter, qos });
  }
  return requests.length > 0 ? { id, requests } : bad.none;
}

export function readUnsubscribe(bytes: Buffer, start: number, end: number): Unsubscribe | Violation {
  const at = new Cursor(bytes, start, end);
  const id = at.word();
  if (!id) return bad.id;
  const filters: string[] = [];
  while (at.left > 0) {
    const filter = at.text();
    if (filter === undefined || !isTopicFilter(filter)) return bad.filter;
    filters.push(filter);
  }
  return filters.length > 0 ? { id, filters } : bad.none;
}
