import type { StrayToken } from "../../../model/token.ts";
import { ownStackLabel, tokenLabels } from "./labels.ts";
import type { SecretSeen, ServiceSeen } from "./objects.ts";
import { shortName, tokenReferences } from "./places.ts";

/** Tokens of ours that no service mounts any more. What has not our label is somebody else's. */
export function straysIn(
  stack: string,
  services: readonly ServiceSeen[],
  secrets: readonly SecretSeen[],
  /** Of tokens that are made, and about to be delivered. */
  onTheWay: ReadonlySet<string>,
): readonly StrayToken[] {
  const inUse = new Set(services.flatMap((service) => tokenReferences(service).map(({ SecretID }) => SecretID)));
  const there = new Set(services.map((service) => shortName(stack, service)));
  return secrets.flatMap(({ ID, CreatedAt, Spec: { Name, Labels = {} } }) => {
    const service = Labels[tokenLabels.service];
    if (service === undefined || Labels[ownStackLabel] !== stack || inUse.has(ID)) return [];
    const file = Labels[tokenLabels.file] ?? "";
    const mark = Labels[tokenLabels.mark] ?? "";
    if (onTheWay.has(mark)) return [];
    const hasAccessor = Labels[tokenLabels.accessor] !== undefined;
    const serviceIsGone = !there.has(service);
    return [{ service, file, secret: Name, mark, serviceIsGone, hasAccessor, madeAtMs: Date.parse(CreatedAt) }];
  });
}
