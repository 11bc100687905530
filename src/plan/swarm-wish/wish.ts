/** What a converted stack wants of a swarm: its objects with our labels, each service's images and rights as they are known now. */
import type { ServiceSpec } from "../../model/engine-api.ts";
import {
  type FileWish,
  namespaceLabel,
  ownLabel,
  type PinWish,
  type ServiceWish,
  type SwarmSeen,
  type SwarmWish,
  specLabel,
} from "../../model/swarm-plan.ts";
import type { SwarmObjects } from "../swarm/swarm-objects.ts";
import { type ImageKnown, withImage } from "./image.ts";
import { withOrder } from "./order.ts";
import { withRights } from "./rights.ts";
import { type TokenSlots, withTokens } from "./tokens.ts";
import { waitsOf } from "./waits.ts";

export interface WishFacts {
  readonly stack: string;
  /** SHA-256, hexadecimal. */
  readonly digest: (text: string) => string;
  /** By absolute path: files that are not as they lie on the disk, and hold no secret. */
  readonly texts: ReadonlyMap<string, string>;
  readonly images: ReadonlyMap<string, ImageKnown>;
  /** External secrets that stand for tokens, by name. */
  readonly tokens: ReadonlySet<string>;
  readonly pins: readonly PinWish[];
  readonly seen: SwarmSeen;
}

export interface Wished {
  readonly wish: SwarmWish;
  /** Services whose secrets stay readable to all in their containers, and why. */
  readonly open: readonly { readonly service: string; readonly why: string }[];
}

export function wishOf(objects: SwarmObjects, facts: WishFacts): Wished {
  const { stack, texts, pins, seen } = facts;
  const open: { service: string; why: string }[] = [];
  const services = objects.services.map((spec): ServiceWish & { readonly slots: TokenSlots } => {
    const there = seen.services.find(({ name }) => name === spec.Name);
    const image = facts.images.get(spec.TaskTemplate.ContainerSpec.Image);
    const rights = withRights(spec, image);
    if (rights.open !== undefined) open.push({ service: spec.Name, why: rights.open });
    const tokens = withTokens(rights.spec, there, facts.tokens, seen.secrets);
    const whole = owned(withOrder(withImage(tokens.spec, image, there)), stack);
    return {
      spec: { ...whole, Labels: { ...whole.Labels, [specLabel]: facts.digest(JSON.stringify(whole)) } },
      waitsFor: waitsOf(spec, stack),
      waitsForToken: tokens.empty.length > 0,
      slots: tokens,
    };
  });
  const file =
    (kind: FileWish["kind"]) =>
    (spec: FileWish["spec"]): FileWish => {
      const text = spec.Data && texts.get(spec.Data.file);
      return { kind, spec: labelled(spec, stack), ...(text !== undefined && { text }) };
    };
  const placeholders = [...new Set(services.flatMap(({ slots }) => slots.empty))];
  return {
    open,
    wish: {
      stack,
      pins,
      networks: objects.networks.map((spec) => labelled(spec, stack)),
      files: [...objects.secrets.map(file("secret")), ...objects.configs.map(file("config"))],
      placeholders,
      services: services.map(({ spec, waitsFor, waitsForToken }) => ({ spec, waitsFor, waitsForToken })),
    },
  };
}

function labelled<T extends { readonly Labels: ServiceSpec["Labels"] }>(spec: T, stack: string): T {
  return { ...spec, Labels: { ...spec.Labels, [namespaceLabel]: stack, [ownLabel]: stack } };
}

/** Also its containers, and the volumes that nodes make for it. */
function owned(spec: ServiceSpec, stack: string): ServiceSpec {
  const { TaskTemplate } = spec;
  const { ContainerSpec } = TaskTemplate;
  const mounts = ContainerSpec.Mounts?.map((mount) =>
    mount.VolumeOptions?.Labels?.[namespaceLabel] === stack
      ? { ...mount, VolumeOptions: labelled({ ...mount.VolumeOptions, Labels: mount.VolumeOptions.Labels }, stack) }
      : mount,
  );
  const container = { ...labelled(ContainerSpec, stack), ...(mounts && { Mounts: mounts }) };
  return { ...labelled(spec, stack), TaskTemplate: { ...TaskTemplate, ContainerSpec: container } };
}
