import type { Project } from "../../../../model/project.ts";
import { Draft, type Subject, subjectOf } from "../../../draft.ts";
import type { Rule } from "../../../rule.ts";
import { type Names, namesOf } from "../names/names.ts";
import { loopbackNetworks } from "../ports/address.ts";
import { type Attachments, attachmentsOf, shutNetworks } from "./attachments.ts";

/** A service with what its neighbours have to do with it. */
export interface Neighbourhood {
  readonly subject: Subject;
  readonly attachments: Attachments;
  readonly names: Names;
  /** Whether the ports of a service that name no address are open to its own machine alone. */
  isLocalByNetwork(service: string): boolean;
  /** Whether one host publishes none of a service's ports, since nothing enters any of its networks, or it has none. */
  isShut(service: string): boolean;
}

type Network = Omit<Neighbourhood, "subject">;

/** Each network rule asks for the same. */
const byProject = new WeakMap<Project, Network>();

function networkOf(project: Project): Network {
  const known = byProject.get(project);
  if (known) return known;
  const attachments = attachmentsOf(project);
  const loopback = loopbackNetworks(project);
  const shut = shutNetworks(project);
  const network: Network = {
    attachments,
    names: namesOf(project),
    isLocalByNetwork: (service) => attachments.networks.get(service)?.some((key) => loopback.has(key)) ?? false,
    isShut: (service) => (attachments.networks.get(service) ?? []).every((key) => shut.has(key)),
  };
  byProject.set(project, network);
  return network;
}

/** As `serviceRule`, for rules that have to know the whole network. */
export function networkRule(id: string, keys: readonly string[], look: (one: Neighbourhood) => void): Rule {
  return {
    id,
    accounts: keys.map((key) => `services.*.${key}`),
    propose: (view) => {
      const draft = new Draft(id);
      const network = networkOf(view.project);
      for (const service of view.project.services) look({ subject: subjectOf(service, view, draft), ...network });
      return draft.proposal;
    },
  };
}
