import type { Point } from "../point.ts";

export type Tags = Point["tags"];

/** What every point of one topic gets from its input, as Telegraf's mqtt_consumer and its `name_override` and `tags` settings give it. */
export interface Series {
  /** In place of the name that the format finds. */
  readonly nameOverride: string | undefined;
  /**
   * The tags of a point that has `own` ones. The topic replaces a tag of the same name; the input's `tags` do not.
   * The same array comes back as long as `own` is what it was before, so that a store may know a series by it.
   * @param own sorted by key, no empty values
   */
  tagsWith(own: Tags): Tags;
}

/** @param topicTag "" for none */
export function createSeries(
  input: {
    readonly nameOverride?: string;
    readonly topicTag: string;
    readonly tags: Readonly<Record<string, string>>;
  },
  topic: string,
): Series {
  const { topicTag } = input;
  const given = Object.entries(input.tags).filter(([key, value]) => key !== topicTag && key !== "" && value !== "");
  const base: Tags = (topicTag === "" ? given : [...given, [topicTag, topic] as const]).sort(byKey);
  let before: Tags = [];
  let merged: Tags = base;
  return {
    nameOverride: input.nameOverride || undefined,
    tagsWith(own) {
      if (own.length === 0) return base;
      if (!sameTags(own, before)) {
        before = own;
        merged = merge(own, base, topicTag);
      }
      return merged;
    },
  };
}

export function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}

function merge(own: Tags, base: Tags, topicTag: string): Tags {
  const kept = own.filter(([key]) => key !== topicTag);
  const taken = new Set(kept.map(([key]) => key));
  return [...kept, ...base.filter(([key]) => !taken.has(key))].sort(byKey);
}

function sameTags(a: Tags, b: Tags): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const left = a[i];
    const right = b[i];
    if (left?.[0] !== right?.[0] || left?.[1] !== right?.[1]) return false;
  }
  return true;
}
