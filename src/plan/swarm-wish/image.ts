/** Which image a service means: the digest that a registry has for its name, or else what nodes have by that name. */
import type { ServiceSpec } from "../../model/engine-api.ts";
import { imageLabel, type ServiceSeen } from "../../model/swarm-plan.ts";

export interface ImageKnown {
  /** Of a registry: `sha256:…`. */
  readonly digest?: string;
  /** On a node. */
  readonly id?: string;
  /** As the image says it; absent: nobody has looked. */
  readonly user?: string;
}

const nameLabel = "com.docker.stack.image";

/** Where nothing is known now, it stays what it was: a registry that is out of reach for once restarts nothing. */
export function withImage(
  spec: ServiceSpec,
  known: ImageKnown | undefined,
  there: ServiceSeen | undefined,
): ServiceSpec {
  const { Image } = spec.TaskTemplate.ContainerSpec;
  if (Image.includes("@")) return spec;
  if (known?.digest !== undefined) return meaning(spec, `${Image}@${known.digest}`);
  const before = there?.labels[nameLabel] === Image ? there.spec.TaskTemplate.ContainerSpec : undefined;
  if (before?.Image.startsWith(`${Image}@`)) return meaning(spec, before.Image);
  return meaning(spec, Image, known?.id ?? before?.Labels?.[imageLabel]);
}

/** @param id in a label of the container, so that another image by the same name makes other tasks */
function meaning(spec: ServiceSpec, image: string, id?: string): ServiceSpec {
  const { ContainerSpec } = spec.TaskTemplate;
  const labels = id === undefined ? ContainerSpec.Labels : { ...ContainerSpec.Labels, [imageLabel]: id };
  const container = { ...ContainerSpec, Image: image, Labels: labels };
  return { ...spec, TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: container } };
}
