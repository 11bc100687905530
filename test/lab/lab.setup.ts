/** What a lab needs of this machine, and who judges a Vagrantfile. Where hosts cannot run, nothing is installed. */
import { installMissing } from "../live/judges.setup.ts";
import { cannotRun } from "./cannot-run.ts";

const wanted = {
  "linux.uml": "user-mode-linux",
  debootstrap: "debootstrap",
  mke2fs: "e2fsprogs",
  ip: "iproute2",
  ssh: "openssh-client",
  busybox: "busybox-static",
  tcpdump: "tcpdump",
  mosquitto: "mosquitto",
  influxd: "influxdb",
  vagrant: "vagrant",
} as const;

export function setup(): void {
  if (cannotRun() === undefined) installMissing(wanted);
}
