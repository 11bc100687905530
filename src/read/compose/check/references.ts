import type { ServiceName } from "../../../model/name.ts";
import type { Say } from "../../say/say.ts";
import { didYouMean, suggest } from "../../say/suggest.ts";
import type { ProjectDraft } from "../project.ts";
import type { ServiceDraft } from "../service/service.ts";

/** Every name that a service uses must stand for something, as compose demands. */
export function checkReferences(project: ProjectDraft, leftOut: ReadonlySet<ServiceName>, say: Say): void {
  const volumes = project.volumes.map((volume) => volume.name);
  const services = new Set(project.services.map(({ name }) => name));
  for (const service of project.services) {
    if (!service.runnable) {
      const what = `service \`${service.name}\` has neither \`image\` nor \`build\``;
      say.error("no-image", service.at, what, "Add `image:`.");
    }
    checkDependencies(service, services, leftOut, say);
    for (const { kind, source, at } of service.mounts) {
      if (kind !== "volume" || source === undefined || volumes.includes(source)) continue;
      const what = `service \`${service.name}\` uses the volume \`${source}\`, which is not defined`;
      say.error("undefined-volume", at, what, volumeRemedy(source, volumes));
    }
    for (const { value, at } of service.grants) {
      if (project.secrets.includes(value)) continue;
      const what = `service \`${service.name}\` uses the secret \`${value}\`, which is not defined`;
      say.error("undefined-secret", at, what, `Add \`${value}:\` to \`secrets:\` at the top level.`);
    }
    for (const { value, at } of service.networks) {
      if (project.networks.includes(value)) continue;
      const what = `service \`${service.name}\` uses the network \`${value}\`, which is not defined`;
      say.error("undefined-network", at, what, `Add \`${value}:\` to \`networks:\` at the top level.`);
    }
  }
}

function checkDependencies(
  service: ServiceDraft,
  services: ReadonlySet<ServiceName>,
  leftOut: ReadonlySet<ServiceName>,
  say: Say,
): void {
  for (const { value, at, required } of service.dependsOn) {
    if (services.has(value) || !required) continue;
    if (leftOut.has(value)) {
      const what = `service \`${service.name}\` depends on \`${value}\`, which no active profile brings in`;
      say.error("unknown-dependency", at, what, "Add its profile to COMPOSE_PROFILES, or write `required: false`.");
    } else {
      const what = `service \`${service.name}\` depends on \`${value}\`, which does not exist`;
      say.error("unknown-dependency", at, what, didYouMean(value, [...services]));
    }
  }
}

function volumeRemedy(source: string, volumes: readonly string[]): string {
  const nearest = suggest(source, volumes);
  const meant = nearest === undefined ? "" : `Did you mean \`${nearest}\`? Else `;
  const add = `add \`${source}:\` to \`volumes:\` at the top level, or write \`./${source}\` for a path.`;
  return meant ? `${meant}${add}` : `A${add.slice(1)}`;
}
