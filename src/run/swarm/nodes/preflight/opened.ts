type Opening = Readonly<Record<string, Promise<AsyncDisposable | undefined> | undefined>>;
type Open<O extends Opening> = { readonly [Name in keyof O]: Awaited<O[Name]> };

/** Opens all at once. @returns what closes them, all at once, too @throws the first failure, when what was opened is closed again */
export async function opened<const O extends Opening>(
  opening: O,
): Promise<AsyncDisposable & { readonly all: Open<O> }> {
  const names = Object.keys(opening);
  const settled = await Promise.allSettled(Object.values(opening));
  const close = async () => {
    await Promise.all(settled.map((one) => one.status === "fulfilled" && one.value?.[Symbol.asyncDispose]()));
  };
  const failed = settled.find((one) => one.status === "rejected");
  if (failed) {
    await close();
    throw failed.reason;
  }
  const all = Object.fromEntries(
    settled.map((one, i) => [names[i], one.status === "fulfilled" ? one.value : undefined]),
  );
  return { all: all as Open<O>, [Symbol.asyncDispose]: close };
}
