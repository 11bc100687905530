import type { ServiceSpec } from "../../model/engine-api.ts";
import { attachments } from "./networks.ts";
import { filled, given } from "./reading/defined.ts";
import { labelsIn } from "./reading/labels.ts";
import { mapIn, optionsIn, textIn } from "./reading/values.ts";
import { ofStack, type ServiceScope, scoped } from "./scope.ts";
import { containerSpec } from "./service/container.ts";
import { modeOf, placementOf, resourcesOf, restartOf, updateOf } from "./service/deploy.ts";
import { portConfigs } from "./service/ports.ts";

/** All that the newest API carries; `older-engines.ts` takes away what an older one does not. */
export function serviceSpec(service: ServiceScope): ServiceSpec {
  const deploy = mapIn(service.map, "deploy");
  const logging = mapIn(service.map, "logging");
  const image = textIn(service.map, "image") ?? "";
  return {
    Name: scoped(service, service.name),
    Labels: { ...ofStack(service, labelsIn(deploy, "labels")), "com.docker.stack.image": image },
    TaskTemplate: {
      ContainerSpec: containerSpec(service),
      Resources: resourcesOf(service),
      Placement: placementOf(service),
      Networks: attachments(service),
      ForceUpdate: 0,
      ...given({
        RestartPolicy: restartOf(service),
        LogDriver: logging && {
          ...filled({ Name: textIn(logging, "driver") }),
          ...given({ Options: optionsIn(logging, "options") }),
        },
      }),
    },
    Mode: modeOf(service),
    EndpointSpec: filled({ Mode: textIn(deploy, "endpoint_mode")?.toLowerCase(), Ports: portConfigs(service) }),
    ...given({
      UpdateConfig: updateOf(service, "update_config"),
      RollbackConfig: updateOf(service, "rollback_config"),
    }),
  };
}
