import type { ConfigReference, Privileges } from "../../../model/engine-api.ts";
import type { Beyond } from "../../../model/swarm.ts";
import { given } from "../reading/defined.ts";
import { mapIn, textIn } from "../reading/values.ts";
import type { ServiceScope } from "../scope.ts";

/** @see Docker Engine API, ServiceCreate: TaskTemplate.ContainerSpec.Privileges */
export function privilegesOf(service: ServiceScope, configs: readonly ConfigReference[], beyond: Beyond): Privileges {
  const { seccomp, appArmor, seLinux } = beyond;
  return {
    ...given({
      CredentialSpec: credentialSpec(service, configs),
      SELinuxContext: seLinux && {
        Disable: seLinux.disable ?? false,
        User: seLinux.user ?? "",
        Role: seLinux.role ?? "",
        Type: seLinux.type ?? "",
        Level: seLinux.level ?? "",
      },
      Seccomp: seccomp && {
        Mode: seccomp.mode,
        ...(seccomp.mode === "custom" && { Profile: { file: seccomp.profile } }),
      },
      AppArmor: appArmor && { Mode: appArmor },
    }),
    NoNewPrivileges: beyond.noNewPrivileges ?? false,
  };
}

function credentialSpec(service: ServiceScope, configs: readonly ConfigReference[]): Privileges["CredentialSpec"] {
  const map = mapIn(service.map, "credential_spec");
  const [config, file, registry] = [textIn(map, "config"), textIn(map, "file"), textIn(map, "registry")];
  const said = [config, file, registry].filter((one) => one !== undefined);
  if (map === undefined || said.length === 0) return undefined;
  if (said.length > 1) {
    return service.refuse(map.at, "`credential_spec` names several sources", "Keep one of config, file and registry.");
  }
  const name = config === undefined ? "" : configs.find(({ Runtime }) => Runtime)?.ConfigName;
  return name === undefined ? undefined : { Config: name, File: file ?? "", Registry: registry ?? "" };
}
