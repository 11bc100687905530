import type { StrayToken } from "../../../model/token.ts";
import { ownStackLabel, tokenLabels } from "./labels.ts";
import type { SecretSeen, ServiceSeen } from "./objects.ts";
import { shortName, tokenReferences } from "./places.ts";

/** Tokens of ours that no service mounts any more. What has not our label is somebody else's. */
export function straysIn(
  stack: string,
  services: readonly ServiceSeen[],
  secrets: readonly SecretSeen[],
): readonly StrayToken[] {
  const inUse = new Set(services.flatMap((service) => tokenReferences(service).map(({ SecretID }) => SecretID)));
  const there = new Set(services.map((service) => shortName(stack, service)));
  return secrets.flatMap(({ ID, Spec: { Name, Labels = {} } }) => {
    const service = Labels[tokenLabels.service];
    if (service === undefined || Labels[ownStackLabel] !== stack || inUse.has(ID)) return [];
    const file = Labels[tokenLabels.file] ?? "";
    const mark = Labels[tokenLabels.mark] ?? "";
    return [{ service, file, secret: Name, mark, serviceIsGone: !there.has(service) }];
  });
}
