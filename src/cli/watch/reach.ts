import { statSync } from "node:fs";
import { resolve } from "node:path";
import { Fault } from "../../model/fault.ts";

interface Reached {
  readonly home: string;
  readonly script: string;
  readonly storeToken?: string;
  readonly storeCa?: string;
}

/**
 * A unit of the system is root without rights over what others own, and has a /tmp of its own: said when it is written, and not by a service
 * that does not start.
 * @throws Fault "bad-input"
 * @see systemd.exec(5), CapabilityBoundingSet=, PrivateTmp=
 */
export function checkReach({ home, script, storeToken, storeCa }: Reached): void {
  for (const path of [script, storeToken, storeCa].flatMap((one) => (one === undefined ? [] : [resolve(one)]))) {
    if (!/^\/(var\/)?tmp\//.test(path)) continue;
    throw new Fault(
      "bad-input",
      `a unit does not see ${path}: it has a /tmp of its own`,
      "Move it, and name it there.",
    );
  }
  if (!isRoots(home)) {
    const remedy = "Run it with root's own, for example: sudo -H edgeward watch ...";
    throw new Fault(
      "bad-input",
      `HOME is ${home}, which is not root's: the unit could not read or write there`,
      remedy,
    );
  }
  if (storeToken !== undefined && !isRoots(storeToken)) {
    const what = `${storeToken} is not root's: the unit, which has no rights over what others own, could not read it`;
    throw new Fault("bad-input", what, `Run: chown root:root ${storeToken}`);
  }
}

/** What is not there is not judged here. */
const isRoots = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.uid ?? 0) === 0;
