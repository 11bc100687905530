import { acrossZones } from "./place/across-zones.ts";
import { edgewardKeys, profiles } from "./place/own-keys.ts";
import { ownSecrets } from "./place/own-secrets.ts";
import { placement } from "./place/placement.ts";
import type { Rule } from "./rule.ts";
import { stackNetworks } from "./sections/networks/networks.ts";
import { configs } from "./sections/objects/configs.ts";
import { secrets } from "./sections/objects/secrets.ts";
import { extensions } from "./sections/top/extensions.ts";
import { include } from "./sections/top/include.ts";
import { models } from "./sections/top/models.ts";
import { name } from "./sections/top/name.ts";
import { version } from "./sections/top/version.ts";
import { namedVolumes } from "./sections/volumes.ts";
import { envFile } from "./service/data/environment/env-file.ts";
import { environment } from "./service/data/environment/environment.ts";
import { configGrants } from "./service/data/grants/config-grants.ts";
import { secretGrants } from "./service/data/grants/secret-grants.ts";
import { volumes } from "./service/data/mounts/volumes.ts";
import { volumeDriver } from "./service/data/volume-driver.ts";
import { apiSocket } from "./service/guard/api-socket.ts";
import { devices } from "./service/guard/devices.ts";
import { groupAdd } from "./service/guard/group-add.ts";
import { namespaces } from "./service/guard/namespaces.ts";
import { privileged } from "./service/guard/privileged.ts";
import { runtime } from "./service/guard/runtime.ts";
import { securityOpt } from "./service/guard/security-opt.ts";
import { tmpfs } from "./service/guard/tmpfs.ts";
import { asIs } from "./service/life/as-is.ts";
import { command } from "./service/life/command.ts";
import { dependsOn } from "./service/life/depends-on.ts";
import { deploy } from "./service/life/deploy.ts";
import { healthcheck } from "./service/life/healthcheck.ts";
import { image } from "./service/life/image.ts";
import { labels } from "./service/life/labels.ts";
import { localOnly } from "./service/life/local-only.ts";
import { platform } from "./service/life/platform.ts";
import { replicas } from "./service/life/replicas.ts";
import { restart } from "./service/life/restart.ts";
import { cpu } from "./service/limits/cpu.ts";
import { gpus } from "./service/limits/gpus.ts";
import { memory } from "./service/limits/memory.ts";
import { oomScore } from "./service/limits/oom-score.ts";
import { pids } from "./service/limits/pids.ts";
import { resources } from "./service/limits/resources.ts";
import { shmSize } from "./service/limits/shm-size.ts";
import { ulimits } from "./service/limits/ulimits.ts";
import { unheld } from "./service/limits/unheld.ts";
import { networkMode } from "./service/network/attach/network-mode.ts";
import { networks } from "./service/network/attach/networks.ts";
import { dns } from "./service/network/dns.ts";
import { expose } from "./service/network/expose.ts";
import { extraHosts } from "./service/network/extra-hosts.ts";
import { macAddress } from "./service/network/mac-address.ts";
import { containerName } from "./service/network/names/container-name.ts";
import { domainname } from "./service/network/names/domainname.ts";
import { hostname } from "./service/network/names/hostname.ts";
import { links } from "./service/network/names/links.ts";
import { portClashes } from "./service/network/ports/port-clashes.ts";
import { ports } from "./service/network/ports/ports.ts";

/** A service's life: what it is made of, how it starts, what it waits for, when it is started again. */
const life: readonly Rule[] = [
  image,
  command,
  platform,
  restart,
  dependsOn,
  deploy,
  replicas,
  healthcheck,
  labels,
  asIs,
  localOnly,
];

/** What a service may use up. */
const limits: readonly Rule[] = [memory, cpu, pids, resources, gpus, ulimits, shmSize, oomScore, unheld];

/** What a service may do to the node that it runs on. */
const guard: readonly Rule[] = [securityOpt, tmpfs, privileged, devices, namespaces, apiSocket, groupAdd, runtime];

/** Where a service runs, and what it finds there. */
const place: readonly Rule[] = [placement, ownSecrets, acrossZones, edgewardKeys, profiles];

/** Who reaches a service, and by which names. */
const network: readonly Rule[] = [
  ports,
  portClashes,
  expose,
  networkMode,
  networks,
  hostname,
  domainname,
  containerName,
  links,
  macAddress,
  dns,
  extraHosts,
];

/** What a service reads and writes. */
const data: readonly Rule[] = [volumes, volumeDriver, environment, envFile, configGrants, secretGrants];

/** What services share, and what stands at the top. */
const sections: readonly Rule[] = [
  stackNetworks,
  namedVolumes,
  secrets,
  configs,
  version,
  name,
  extensions,
  models,
  include,
];

/** Every mapping, in the order of the report; each field of a compose file belongs to one of them. */
export const rules: readonly Rule[] = [...life, ...limits, ...guard, ...place, ...network, ...data, ...sections];
