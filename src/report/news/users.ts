/** Users as a person reads them, and as a program does. No secret is in what is handed in. */
import type { LoginSeen } from "../../model/login-seen.ts";
import type { UserAdded, UserRotated, UserSeen } from "../../model/user-seen.ts";
import { counted } from "../text/duration.ts";
import { painter } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { type Column, type Row, table } from "../text/table.ts";

interface Style {
  readonly paint: boolean;
  readonly width: number;
}

const columns: readonly Column[] = [
  { title: "USER" },
  { title: "ON" },
  { title: "WHOSE" },
  { title: "MAY", flexible: true },
  { title: "SINCE" },
  { title: "PASSWORD", flexible: true },
];

export function showUsers(users: readonly UserSeen[], style: Style): string {
  const rows = users.map(({ identity, loginName, sinceMs, ...rest }): Row => {
    const { user, server, owner } = identity;
    const whose = owner === "operator" ? "yours" : owner === "outside" ? "added" : owner;
    const name = loginName === undefined ? user : `${user} (as ${loginName})`;
    const cells = [{ text: oneLine(name), style: "bold" as const }, { text: server }, { text: whose }];
    const since = sinceMs === undefined ? "" : day(sinceMs);
    return { cells: [...cells, { text: mayDo(identity) }, { text: since }, { text: passwordOf(rest) }] };
  });
  return table(columns, rows, { width: style.width, paint: painter(style.paint) });
}

function mayDo(identity: UserSeen["identity"]): string {
  if (identity.target === "database") return `${identity.access} ${identity.database}`;
  if (identity.target === "dashboard") return "sign in";
  const { publish, subscribe } = identity;
  const may = [
    ...(publish.length > 0 ? [`publish ${publish.join(", ")}`] : []),
    ...(subscribe.length > 0 ? [`subscribe ${subscribe.join(", ")}`] : []),
  ];
  return oneLine(may.join("; ")) || "connect";
}

function passwordOf({ rotatedMs, old }: Pick<UserSeen, "rotatedMs" | "old">): string {
  if (rotatedMs === undefined) return "the first";
  if (!old) return `rotated ${day(rotatedMs)}`;
  const since = `rotating since ${day(rotatedMs)}`;
  if (!old.isKnown) return `${since}; who uses the old one, nobody can say`;
  const using = [...old.usedBy, ...old.lately];
  if (using.length > 0) return `${since}; old one used by ${clients(using)}`;
  return old.moved === 0 ? `${since}; nobody has come with the new one yet` : `${since}; everybody has moved`;
}

const shown = 3;

function clients(logins: readonly LoginSeen[]): string {
  const names = logins.slice(0, shown).map(({ client }) => oneLine(client));
  return [...names, ...(logins.length > shown ? [`${logins.length - shown} more`] : [])].join(", ");
}

/** `2026-11-22 04:50`, UTC. */
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace("T", " ");

export const usersJson = (users: readonly UserSeen[]): string =>
  JSON.stringify(
    users.map(({ identity: { secret: _ref, ...identity }, ...rest }) => ({ ...identity, ...rest })),
    undefined,
    2,
  );

/** A list of ten thousand is of no use on a screen: the files are. */
const listed = 20;

export function showAdded(added: readonly UserAdded[]): string {
  const lines = added.slice(0, listed).map(({ name, server, passwordFile }) => `${name} on ${server}: ${passwordFile}`);
  const more = added.length > listed ? [`… and ${added.length - listed} more, each in a directory beside these.`] : [];
  const [first] = added;
  const directory = first?.passwordFile.slice(0, first.passwordFile.lastIndexOf("/"));
  const hint = first
    ? [`The broker's CA certificate lies beside each password: ${directory}/ca. Copy both; what lies there stays.`]
    : [];
  return [
    `Added ${counted(added.length, "user", "users")}. Passwords, for you to hand over:`,
    ...lines,
    ...more,
    ...hint,
  ].join("\n");
}

export function showRotated(rotated: readonly UserRotated[]): string {
  const over = rotated.filter(({ isOver }) => isOver);
  const going = rotated.filter(({ isOver }) => !isOver);
  const lines = going.slice(0, listed).map(({ name, server, passwordFile, oldUsedBy }) => {
    const used = oldUsedBy.length > 0 ? `; old one used by ${clients(oldUsedBy)}` : "";
    return `  ${name} on ${server}: ${passwordFile}${used}`;
  });
  const more = going.length > listed ? [`  … and ${going.length - listed} more.`] : [];
  return [
    ...(over.length > 0 ? [`New passwords in use, the old ones gone: ${some(over)}.`] : []),
    ...(going.length > 0
      ? [
          `Old and new passwords both count for ${counted(going.length, "user", "users")} until their clients have moved. The new ones, for you to hand over:`,
          ...lines,
          ...more,
          "A rotation ends by itself once nobody uses the old password, or with `edgeward user rotate NAME --finish`.",
        ]
      : []),
  ].join("\n");
}

const some = (all: readonly UserRotated[]): string =>
  all.length > listed
    ? counted(all.length, "user", "users")
    : all.map(({ name, server }) => `${name} on ${server}`).join(", ");
