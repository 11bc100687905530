/** What a person needs to know of a lab, and does next. */
import type { LabDown, LabHost, LabHostSeen } from "../../model/lab.ts";
import { counted } from "../text/duration.ts";

/** The engines' sockets, then the lines that one needs next: they make a swarm of the hosts. */
export function showLab(name: string, hosts: readonly LabHostSeen[]): string {
  const width = Math.max(...hosts.map((host) => host.name.length));
  const lines = hosts.map((host) => `  ${host.name.padEnd(width)}  ${host.address}  unix://${host.socket}`);
  const [manager, ...workers] = hosts.map(({ socket }) => `unix://${socket}`);
  const next = [
    `  npx edgeward node init ${manager}`,
    ...workers.map((worker) => `  npx edgeward node join ${worker} -H ${manager}`),
  ];
  return [`The lab ${name}: ${counted(hosts.length, "host")}`, ...lines, "Next:", ...next].join("\n");
}

export function showLabDown(name: string, down: LabDown | undefined): string {
  if (!down) return `There is no lab ${name}: nothing to remove.`;
  const hosts = down.hosts.length > 0 ? ` (${down.hosts.join(", ")})` : "";
  const image = down.imageBytes === undefined ? "" : ` Root images removed: ${Math.round(down.imageBytes / 1e6)} MB.`;
  return `${down.wasThere ? `The lab ${name}${hosts} is gone.` : `There is no lab ${name}.`}${image}`;
}

/** @param directory as the person would write it */
export function showVagrant(directory: string, { name, address }: LabHost): string {
  return [
    `${directory}/Vagrantfile is written.`,
    "Next:",
    `  cd ${quoted(directory)} && vagrant up`,
    `  vagrant ssh ${name} -c 'sudo docker swarm init --advertise-addr ${address}'`,
  ].join("\n");
}

const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);
