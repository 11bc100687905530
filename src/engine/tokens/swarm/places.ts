/** Which services of a stack wait for a token, and which service makes it. Pure: what the engine said comes in. */
import type { TokenPlace } from "../../../model/token.ts";
import { tokenLabels } from "./labels.ts";
import type { MountSeen, SecretReferenceSeen, SecretSeen, ServiceSeen, TaskSeen } from "./objects.ts";

/** What EdgeX calls it. @see edgex-go, cmd/security-file-token-provider/res/configuration.yaml, OutputFilename */
const usualFile = "/secrets-token.json";

/** The reference to a token among a service's secrets. */
export function tokenReferences({ Spec }: ServiceSeen): readonly (SecretReferenceSeen & { readonly file: string })[] {
  const named = Spec.Labels?.[tokenLabels.file];
  return (Spec.TaskTemplate.ContainerSpec.Secrets ?? []).flatMap((reference) => {
    const file = reference.File?.Name ?? "";
    const isToken = file.startsWith("/") && (named === undefined ? file.endsWith(usualFile) : file === named);
    return isToken ? [{ ...reference, file }] : [];
  });
}

export function placesIn(
  stack: string,
  seen: {
    readonly services: readonly ServiceSeen[];
    readonly tasks: readonly TaskSeen[];
    readonly secrets: readonly SecretSeen[];
    readonly hostnames: ReadonlyMap<string, string>;
  },
): readonly TokenPlace[] {
  return seen.services.flatMap((service) =>
    tokenReferences(service).map(({ file, SecretID, SecretName }): TokenPlace => {
      const secret = seen.secrets.find(({ ID }) => ID === SecretID);
      const labels = secret?.Spec.Labels ?? {};
      const mark = labels[tokenLabels.mark];
      const running = seen.tasks.filter(
        (task) => task.ServiceID === service.ID && task.Status.State === "running" && uses(task, SecretID),
      );
      return {
        service: shortName(stack, service),
        file,
        secret: {
          name: SecretName,
          ...(secret && { madeAtMs: Date.parse(secret.CreatedAt) }),
          ...(mark !== undefined && { mark }),
        },
        runsOn: running.map(({ NodeID = "" }) => seen.hostnames.get(NodeID) ?? NodeID),
      };
    }),
  );
}

export const uses = (task: TaskSeen, secretId: string): boolean =>
  (task.Spec.ContainerSpec?.Secrets ?? []).some(({ SecretID }) => SecretID === secretId);

export const shortName = (stack: string, { Spec }: ServiceSeen): string =>
  Spec.Name.startsWith(`${stack}_`) ? Spec.Name.slice(stack.length + 1) : Spec.Name;

/** The service that writes tokens into a place like this, and the mount that it writes to: the one nearest to the file. */
export function writerFor(
  place: TokenPlace,
  stack: string,
  services: readonly ServiceSeen[],
): { readonly service: ServiceSeen; readonly mount: MountSeen } | undefined {
  const found = services.flatMap((service) =>
    shortName(stack, service) === place.service
      ? []
      : (service.Spec.TaskTemplate.ContainerSpec.Mounts ?? [])
          .filter((mount) => ["volume", "bind"].includes(mount.Type) && mount.ReadOnly !== true && holds(mount, place))
          .map((mount) => ({ service, mount })),
  );
  return found.toSorted((a, b) => (b.mount.Target ?? "").length - (a.mount.Target ?? "").length)[0];
}

/** `/tmp` and `/` hold everything, and say nothing. */
function holds({ Target = "" }: MountSeen, { file }: TokenPlace): boolean {
  const target = Target.replace(/\/+$/, "");
  return target.split("/").length > 2 && file.startsWith(`${target}/`);
}

/** The secret store itself: whom the service asks by SECRETSTORE_HOST, and where. @see go-mod-bootstrap, config: SecretStore */
export function storeOf(
  place: TokenPlace,
  stack: string,
  services: readonly ServiceSeen[],
): { readonly service: ServiceSeen; readonly host: string; readonly port: number; readonly tls: boolean } | undefined {
  const isOwn = (service: ServiceSeen) => shortName(stack, service) === place.service;
  // Where the service itself is gone, others of the stack ask the same store.
  const asking = [...services.filter(isOwn), ...services.filter((one) => !isOwn(one))];
  const lines = asking.map(({ Spec }) => Spec.TaskTemplate.ContainerSpec.Env ?? []);
  const env = lines.find((some) => some.some((line) => /^SECRETSTORE_HOST=/i.test(line))) ?? lines[0] ?? [];
  const variable = (name: string) =>
    env.find((line) => line.toUpperCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const host = variable("SECRETSTORE_HOST");
  const byName = host === undefined ? undefined : services.find((service) => namesOf(stack, service).includes(host));
  const service = byName ?? services.find(({ Spec }) => isStore(Spec.TaskTemplate.ContainerSpec.Image ?? ""));
  if (!service) return undefined;
  const port = Number(variable("SECRETSTORE_PORT") ?? 8200);
  const tls = variable("SECRETSTORE_PROTOCOL") === "https";
  return { service, host: host ?? shortName(stack, service), port: Number.isInteger(port) ? port : 8200, tls };
}

const isStore = (image: string): boolean => /(^|\/)(vault|openbao)([:@]|$)/.test(image);

function namesOf(stack: string, service: ServiceSeen): readonly string[] {
  const { ContainerSpec, Networks = [] } = service.Spec.TaskTemplate;
  const aliases = Networks.flatMap(({ Aliases = [] }) => Aliases);
  return [shortName(stack, service), service.Spec.Name, ContainerSpec.Hostname ?? "", ...aliases];
}
