/** A mosquitto.conf whose listeners all speak TLS. */
import type { Change } from "../model/change.ts";
import { imageOf } from "../model/image.ts";
import { belongsToListener, isLocalOnly, type Listener, listenersOf } from "../model/listener.ts";
import { ownFile } from "../model/own-file.ts";
import { type ConfigFile, type Setting, settingOf } from "../model/setting.ts";
import { type ConfigPlace, emptyConfig } from "./config-place.ts";
import { encryptedPort } from "./mqtt-port.ts";
import { type Reason, secretPath, setting, withoutSetting } from "./propose.ts";

/** Options that the new listener has in its own way. */
const replaced = new Set(["listener", "port", "bind_address", "certfile", "keyfile", "tls_version"]);

export function encrypted(place: ConfigPlace, reason: Reason): readonly Change[] {
  const file = place.file ?? emptyConfig(place.path);
  const listeners = listenersOf(file).filter((listener) => listener.port !== 0);
  const clear = listeners.filter((listener) => !listener.tls);
  return [
    ...listeners.filter((listener) => listener.tls).flatMap(({ section }) => modern(place, section, reason)),
    ...clear.flatMap((listener) => turned(place, file, listener, reason)),
  ];
}

/** The listener under a new name and port; or, where its port stays, in its place. */
function turned(place: ConfigPlace, file: ConfigFile, listener: Listener, reason: Reason): readonly Change[] {
  const { section } = listener;
  const host = listener.host ?? (isAtHome(place, file) ? "127.0.0.1" : undefined);
  const port = encryptedPort(listener.port);
  const next = `listener ${port}${host === undefined ? "" : ` ${host}`}`;
  if (next === section) return certified(place, section, reason);
  const isServed = listenersOf(file).some(
    (other) => other.tls && (other.section === next || (other.port === port && covers(other, host))),
  );
  const own = file.settings.filter((one) => one.section === section && belongsToListener(file, one.key));
  const taken = new Set(own.filter((one) => settingOf(file, next, one.key) !== undefined).map((one) => one.key));
  const carried = own.filter((one) => !replaced.has(one.key) && !taken.has(one.key) && counts(file, one));
  return [
    ...(isServed ? [] : certified(place, next, reason)),
    ...(isServed ? [] : carried).flatMap(({ key, value }) => setting(place, next, key, value, reason)),
    ...(section === ""
      ? own.flatMap(({ key }) => withoutSetting(place, "", key, reason))
      : [dropped(place, listener, reason)]),
  ];
}

/** Where one listener has the port on every address, no other can have it on one (bind(2), EADDRINUSE). */
const covers = ({ host }: Listener, other: string | undefined): boolean =>
  host === undefined || host === other || (host === "0.0.0.0" && other?.includes(":") !== true);

/** On the machine itself a broker that served this machine alone goes on doing so; in a container nobody would reach it. */
const isAtHome = ({ service }: ConfigPlace, file: ConfigFile): boolean =>
  service.onMachine !== undefined && isLocalOnly(file) && !/^[01]\./.test(imageOf(service)?.tag ?? "");

/** Of an option that stands twice the last counts; but for those of which there may be several. */
const counts = (file: ConfigFile, one: Setting): boolean =>
  /plugin|origin/.test(one.key) || settingOf(file, one.section, one.key) === one;

function dropped(place: ConfigPlace, { section, at }: Listener, reason: Reason): Change {
  const drop = { ...reason, kind: "drop-section", service: place.service.name, file: place.path, section } as const;
  return at ? { ...drop, at } : drop;
}

function certified(place: ConfigPlace, section: string, reason: Reason): readonly Change[] {
  const { service } = place;
  return [
    ...setting(place, section, "certfile", secretPath(service, ownFile.certificate), reason),
    ...setting(place, section, "keyfile", secretPath(service, ownFile.privateKey), reason),
    ...modern(place, section, reason),
  ];
}

function modern(place: ConfigPlace, section: string, reason: Reason): readonly Change[] {
  const version = place.file && settingOf(place.file, section, "tls_version")?.value;
  return version === "tlsv1.3" ? [] : setting(place, section, "tls_version", "tlsv1.2", reason);
}
