import type { Message } from "../route/message.ts";
import type { Ack } from "../wire/answers.ts";
import type { Qos } from "../wire/qos.ts";

/** Why a connection ends. Only `disconnect` is the client's own good-bye: after all others its will is published (section 3.1.2.5). */
export type Ending =
  | "disconnect"
  | "gone"
  | "malformed"
  | "oversized"
  | "connect-timeout"
  | "keep-alive"
  | "slow-reader"
  | "refused"
  | "wrong-protocol"
  | "busy"
  | "taken-over"
  | "revoked"
  | "not-stored"
  | "stopping";

/** The connection of a session, as the session sees it. */
export interface Channel {
  /** Bytes that were sent and that the client has not taken yet. */
  readonly backlogBytes: number;
  /** @param id packet identifier; 0 at QoS 0 */
  sendPublish(message: Message, qos: Qos, id: number, dup: boolean, retain: boolean): void;
  sendAck(kind: Ack, id: number): void;
  close(why: Ending): void;
}
