import { isMosquitto } from "../model/image.ts";
import type { ConfigFile } from "../model/setting.ts";
import type { Service, Stack } from "../model/stack.ts";

/** Where a service's settings stand, or will stand once a first one is proposed. */
export interface ConfigPlace {
  readonly service: Service;
  /** Path on the host. */
  readonly path: string;
  /** Absent: the service has none yet. */
  readonly file?: ConfigFile;
}

/** Where the official image looks (Docker Hub, eclipse-mosquitto, "Configuration"). */
export const mosquittoTarget = "/mosquitto/config/mosquitto.conf";

/**
 * The broker's mosquitto.conf; a mosquitto without one is given a file beside the compose file, since without any the image serves
 * its own machine only. Undefined for a broker that is not mosquitto.
 */
export function brokerConfig(stack: Stack, broker: Service): ConfigPlace | undefined {
  const file = broker.configs.find((config) => config.format === "mosquitto");
  if (file) return { service: broker, path: file.path, file };
  if (!isMosquitto(broker)) return undefined;
  const [compose = ""] = stack.files;
  return { service: broker, path: `${compose.slice(0, compose.lastIndexOf("/") + 1)}${broker.name}.conf` };
}

export function telegrafConfig(service: Service): (ConfigPlace & { readonly file: ConfigFile }) | undefined {
  const file = service.configs.find((config) => config.format === "telegraf");
  return file && { service, path: file.path, file };
}

/** What a mosquitto without any file amounts to. */
export const emptyConfig = (path: string): ConfigFile => ({
  format: "mosquitto",
  path,
  target: mosquittoTarget,
  sections: [],
  settings: [],
});
