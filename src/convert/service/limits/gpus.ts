/** `gpus`: as `deploy.resources.reservations.devices` with the capability `gpu`. */
import { serviceRule } from "../../draft.ts";
import { countGpus } from "./count-gpus.ts";

export const gpus = serviceRule("gpus", ["gpus"], (subject) => {
  const field = subject.field("gpus");
  if (field) countGpus(field, subject);
});
