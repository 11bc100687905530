import type { Loss } from "../../model/engine-api.ts";
import { isNull } from "../../model/node.ts";
import type { ServiceScope } from "./scope.ts";

type Why = Pick<Loss, "what" | "remedy" | "weakens">;

const lost = (what: string, remedy: string, weakens: Loss["weakens"] = "behaviour"): Why => ({ what, remedy, weakens });

const convertFirst = "Convert the file first: `edgeward convert` says what becomes of it.";

/** Keys that a stack file may have and no ServiceSpec carries; the docker CLI passes over them, some without a word. */
const passedOver: ReadonlyMap<string, Why> = new Map([
  ["build", lost("is not done: a swarm runs images", "Build the image, push it, and name it in `image`.")],
  ["cgroup_parent", lost("is not carried by a swarm", "Limit the service with `deploy.resources`.")],
  ["cgroupns_mode", lost("is not carried by a swarm", "Set `default-cgroupns-mode` on the nodes.", "security")],
  ["devices", lost("is not carried by a swarm", "Mount the device with `volumes`, or run the service outside.")],
  ["domainname", lost("is not carried by a swarm", "Write the whole name in `hostname`.")],
  ["external_links", lost("is not carried by a swarm", "Put both services on one network.")],
  ["ipc", lost("is not carried by a swarm", "Share a volume or a network instead.")],
  ["links", lost("is not carried by a swarm", "Use the service's name, or `aliases` under `networks`.")],
  ["mac_address", lost("is not carried by a swarm", "Take it out.")],
  ["network_mode", lost("is not carried by a swarm", "Name the networks in `networks`.")],
  ["pid", lost("is not carried by a swarm", "Run the service outside of the swarm.")],
  ["privileged", lost("is not carried by a swarm", "Name the capabilities that it needs in `cap_add`.")],
  ["security_opt", lost("is not read here", convertFirst, "security")],
  ["shm_size", lost("is not carried by a swarm", "Mount a tmpfs of that size at /dev/shm.")],
  ["tmpfs", lost("is not read here", convertFirst)],
  ["userns_mode", lost("is not carried by a swarm", "Set `userns-remap` on the nodes.", "security")],
]);

/** Says what of a service no ServiceSpec carries. */
export function unheeded(service: ServiceScope): void {
  for (const { key, value } of service.map.entries) {
    const why = passedOver.get(key);
    if (why === undefined || isNull(value)) continue;
    service.lose({ service: service.name, path: ["services", service.name, key], at: value.at, ...why });
  }
}
