import type { LabHost } from "../../../model/lab.ts";
import type { Place } from "../place.ts";

export interface Boot {
  readonly host: LabHost;
  readonly place: Place;
  /** Root image, which all guests share and none writes to. */
  readonly image: string;
  readonly memoryMiB: number;
}

export const guestInit = "/usr/sbin/lab-init";

/** Longest name of a network device is 15 characters. @see linux/if.h, IFNAMSIZ */
export const tapOf = (host: LabHost): string => `tap-${host.name}`;

/** Both mark a process as this guest's kernel. @see strays.ts */
export const kernelMarks = (place: Place, host: string): readonly string[] => [`umid=${host}`, `uml_dir=${place.uml}/`];

/**
 * Arguments of `linux.uml`. No secret is among them: everybody can read a command line.
 * @see https://docs.kernel.org/virt/uml/user_mode_linux_howto_v2.html; each part as `linux.uml --help` says
 */
export function kernelLine({ host, place, image, memoryMiB }: Boot): readonly string[] {
  const { disk, seed } = place.guest(host.name);
  return [
    ...kernelMarks(place, host.name),
    `mem=${memoryMiB}M`,
    `ubd0=${disk},${image}`,
    `ubd1r=${seed}`,
    "root=/dev/ubda",
    "rw",
    "rootfstype=ext4",
    `init=${guestInit}`,
    // A guest can mount files of the host that its kernel runs on: without this one, all of them.
    `hostfs=${place.nothing}`,
    `vec0:transport=tap,ifname=${tapOf(host)},mac=${host.mac},depth=64,gro=1`,
    "con=null",
    "con0=null,fd:1",
    "ssl=null",
    `lab.host=${host.name}`,
    `lab.address=${host.address}`,
    "quiet",
  ];
}
