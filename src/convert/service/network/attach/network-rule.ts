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

/** As `serviceRule`, for rules that have to know the whole network. */
export function networkRule(id: string, keys: readonly string[], look: (one: Neighbourhood) => void): Rule {
  return {
    id,
    accounts: keys.map((key) => `services.*.${key}`),
    propose: (view) => {
      const draft = new Draft(id);
      const attachments = attachmentsOf(view.project);
      const names = namesOf(view.project);
      const loopback = loopbackNetworks(view.project);
      const isLocalByNetwork = (service: string) =>
        attachments.networks.get(service)?.some((key) => loopback.has(key)) ?? false;
      const shut = shutNetworks(view.project);
      const isShut = (service: string) => (attachments.networks.get(service) ?? []).every((key) => shut.has(key));
      for (const service of view.project.services) {
        look({ subject: subjectOf(service, view, draft), attachments, names, isLocalByNetwork, isShut });
      }
      return draft.proposal;
    },
  };
}
