/** What no swarm gives a service and nobody should have to ask for: refused, until a person accepts by name that it goes. */
import type { WaiverName } from "../../../model/waiver.ts";
import type { Field, Loss, Subject } from "../../draft.ts";
import { howToWaive } from "../../waiver.ts";

/**
 * @param what the end of a sentence that begins with the service's name
 * @param instead what to do instead, as a sentence
 */
export function refuseUnlessWaived(
  field: Field,
  waiver: WaiverName,
  { what, why, instead }: { readonly what: string; readonly why: string; readonly instead: string },
  { service, view, draft }: Subject,
): void {
  const loss: Loss = { why, remedy: instead, weakens: "behaviour" };
  draft.lose(field, loss);
  if (view.waived(service.name, waiver)) return;
  const remedy = `${instead} To convert it without: ${howToWaive(service.name, waiver)}.`;
  draft.refuse(field.at, waiver, `\`${service.name}\` ${what}`, remedy);
}
