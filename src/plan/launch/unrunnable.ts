import { imageOf, isGrafana } from "../../model/image.ts";
import type { Service } from "../../model/stack.ts";
import { needing, type Outcome } from "./outcome.ts";

/** Services whose roles have no embedded program, each with what would run it. */
export function cannotRun(service: Service): Outcome<never> {
  return needing(service, needsOf(service));
}

function needsOf(service: Service): string {
  const image = service.image?.value ?? imageOf(service)?.path ?? "its image";
  switch (service.role) {
    case "dashboard":
      return isGrafana(service)
        ? "grafana-server on this machine, or Docker; or Edgeward's console in its place"
        : `Docker, for ${image}`;
    case "core":
    case "device":
      return `Docker, for ${image}: EdgeX services are not embedded`;
    case "secret-store":
      return `Docker, for ${image}; the stack's own secrets are kept in .edgeward/keys without it`;
    case "proxy":
      return `Docker, for ${image}; what is embedded serves TLS itself`;
    default:
      return `Docker, for ${image}`;
  }
}
