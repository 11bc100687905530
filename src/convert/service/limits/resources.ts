/** `deploy.resources` in the docker CLI's spelling; GPUs, which it refuses there, are counted as a node's generic resource. */
import { serviceRule } from "../../draft.ts";
import { respell, type Shape } from "../../spelling.ts";
import { countGpus } from "./count-gpus.ts";

const shape: Shape = {
  keys: {
    limits: { keys: { cpus: "cpus", memory: "size", pids: "whole" } },
    reservations: {
      keys: {
        cpus: "cpus",
        memory: "size",
        generic_resources: { each: { keys: { discrete_resource_spec: { keys: { value: "whole" } } } } },
      },
    },
  },
};

export const resources = serviceRule("resources", ["deploy.resources"], (subject) => {
  const field = subject.field("deploy", "resources");
  if (!field) return;
  subject.draft.keep(field);
  respell(subject.draft, field, shape);
  const devices = subject.field("deploy", "resources", "reservations", "devices");
  if (devices) countGpus(devices, subject);
});
