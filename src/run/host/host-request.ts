import type { HostWish } from "../../engine/host-engine.ts";
import type { MachineWish } from "../../read/host/machine.ts";

/** What the person says of their machine; plain JSON. */
export interface HostRequest extends HostWish {
  readonly reading: MachineWish;
}
