/** CONNECT, MQTT 3.1.1 section 3.1. */
import { isTopicName } from "../../../model/topic.ts";
import { Cursor } from "./cursor.ts";
import { isQos, type Qos } from "./qos.ts";
import { type Violation, violates } from "./violation.ts";

export interface Connect {
  readonly clientId: string;
  readonly clean: boolean;
  /** In seconds; 0 switches the check off. */
  readonly keepAliveS: number;
  readonly will: Will | undefined;
  readonly user: string | undefined;
  /** A copy, so that the packet's buffer can go. */
  readonly password: Buffer | undefined;
}

export interface Will {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  readonly retain: boolean;
}

/** A CONNECT of another protocol: MQTT 3.1, MQTT 5, a bridge. Its further fields may mean anything and are not read. */
export interface OtherProtocol {
  readonly level: number;
}

const flag = { user: 0x80, password: 0x40, willRetain: 0x20, willQos: 0x18, will: 0x04, clean: 0x02, reserved: 0x01 };
const bad = {
  name: violates("not MQTT's protocol name [MQTT-3.1.2-1]"),
  length: violates("CONNECT ends too early or has bytes left over [MQTT-3.1.3-1]"),
  reserved: violates("reserved flag of CONNECT is set [MQTT-3.1.2-3]"),
  will: violates("will flags without a will, or will QoS 3 [MQTT-3.1.2-13] [MQTT-3.1.2-14]"),
  password: violates("password without a user name [MQTT-3.1.2-22]"),
  text: violates("client identifier, will topic or user name is not a UTF-8 string [MQTT-3.1.3-4] [MQTT-1.5.3-1]"),
  willTopic: violates("will topic is empty or has a wildcard [MQTT-4.7.3-1] [MQTT-3.3.2-2]"),
};

export function readConnect(bytes: Buffer, start: number, end: number): Connect | OtherProtocol | Violation {
  const at = new Cursor(bytes, start, end);
  const name = at.text();
  const level = at.byte();
  if ((name !== "MQTT" && name !== "MQIsdp") || level === undefined) return bad.name;
  if (name !== "MQTT" || level !== 4) return { level };
  const flags = at.byte() ?? 0;
  const keepAliveS = at.word() ?? 0;
  if (flags & flag.reserved) return bad.reserved;
  if (!(flags & flag.user) && flags & flag.password) return bad.password;
  const clientId = at.text() ?? "";
  const will = flags & flag.will ? readWill(at, flags) : undefined;
  if (!will && flags & (flag.willQos | flag.willRetain)) return bad.will;
  const user = flags & flag.user ? at.text() : undefined;
  const password = flags & flag.password ? Buffer.from(at.data() ?? "") : undefined;
  if (at.illFormed) return bad.text;
  if (at.short || at.left > 0) return bad.length;
  if (will && "violation" in will) return will;
  return { clientId, clean: (flags & flag.clean) !== 0, keepAliveS, will, user, password };
}

function readWill(at: Cursor, flags: number): Will | Violation {
  const topic = at.text() ?? "";
  const payload = Buffer.from(at.data() ?? "");
  const qos = (flags & flag.willQos) >> 3;
  if (!isQos(qos)) return bad.will;
  return isTopicName(topic) ? { topic, payload, qos, retain: (flags & flag.willRetain) !== 0 } : bad.willTopic;
}
