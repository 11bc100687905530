/** The machine that we run on. */
import type { HostEngine } from "../host-engine.ts";
import { tellDatabase } from "./database/tell-database.ts";
import { find } from "./find/find.ts";
import { look } from "./look.ts";
import { reload, restart, start, stop } from "./manage/manage.ts";
import { tryOut } from "./trial/try-out.ts";
import { tryOpen } from "./try-open.ts";

export function hostEngine(): HostEngine {
  return { find, tryOut, look, tryOpen, restart, stop, start, reload, tellDatabase };
}
