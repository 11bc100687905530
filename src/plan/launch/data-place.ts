import { dataDir, type Layout } from "../../model/layout.ts";
import type { Mount, Service } from "../../model/stack.ts";

/**
 * Where a service's data lie on this machine: the named volume's directory below ours, a bind mount's own path, and for data that the
 * compose file keeps nowhere a directory named after the service.
 * @param inside path in the container that the program writes to
 * @returns undefined for a tmpfs: it is to be gone after the service
 */
export function dataPlace(service: Service, inside: string, layout: Layout): string | undefined {
  const above = service.mounts
    .filter(({ target, readOnly }) => !readOnly && `${inside}/`.startsWith(`${target.replace(/\/$/, "")}/`))
    .toSorted((a, b) => b.target.length - a.target.length);
  const [mount] = above;
  return mount ? placeOf(mount, service, layout) : dataDir(layout, service.name);
}

function placeOf({ kind, source }: Mount, service: Service, layout: Layout): string | undefined {
  switch (kind) {
    case "bind":
      return source;
    case "volume":
      return dataDir(layout, source ?? service.name);
    case "tmpfs":
      return undefined;
  }
}
