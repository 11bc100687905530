/**
 * A reference to an image: `[registry[:port]/]path[:tag][@digest]`.
 * @see distribution/reference, "Grammar"
 */
export interface ImageName {
  /** Host of the registry; absent for Docker Hub. */
  readonly registry?: string;
  /** Repository without registry: `grafana/grafana`. */
  readonly path: string;
  /** Last part of the repository: `grafana`. */
  readonly name: string;
  readonly tag?: string;
}

const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const reference = new RegExp(
  `^(?:([A-Za-z0-9.-]+(?::\\d+)?|\\[[0-9a-f:]+\\](?::\\d+)?)/)?(${component}(?:/${component})*)(?::([\\w][\\w.-]{0,127}))?(?:@[a-z0-9+._-]+:[0-9a-f]{32,})?$`,
);

/** @returns undefined when the text is no reference */
export function parseImage(text: string): ImageName | undefined {
  const match = reference.exec(text.slice(0, 512));
  if (!match || text.length > 512) return undefined;
  const [, host, path = "", tag] = match;
  // A first part counts as a registry only if it could not be a user's name on Docker Hub.
  const isRegistry = host !== undefined && (/[.:]/.test(host) || host === "localhost");
  if (host !== undefined && !isRegistry && !new RegExp(`^${component}$`).test(host)) return undefined;
  const full = host === undefined || isRegistry ? path : `${host}/${path}`;
  return {
    path: full,
    name: full.slice(full.lastIndexOf("/") + 1),
    ...(isRegistry && { registry: host }),
    ...(tag !== undefined && { tag }),
  };
}
