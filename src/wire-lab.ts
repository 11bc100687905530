/** Picks what stands behind the interface for hosts on this computer. */
import { ended, identify, isAlive, signal } from "./engine/local/processes.ts";
import { umlLabs } from "./lab/uml/labs.ts";
import { vagrantfile } from "./lab/vagrant/vagrantfile.ts";
import type { Labs } from "./model/lab.ts";
import type { Tell } from "./run/tell.ts";

/** For root alone. @see Filesystem Hierarchy Standard 3.0, section 5.8, /var/lib */
const home = "/var/lib/edgeward/lab";

export const wireLab = (tell: Tell): Labs => ({
  ...umlLabs(home, { ended, identify, isAlive, signal }, tell),
  vagrantfile,
});
