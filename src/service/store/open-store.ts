/** A store at work: hands points to the committer, queries to the readers, and the rest to the chores. */
import type { Logger } from "pino";
import type { Point } from "../point.ts";
import type { Field, SeriesKey } from "./chunk/key.ts";
import type { RangeBatch, RangeQuery, RowsBatch, RowsQuery, Selection, Store, Trouble, Written } from "./contract.ts";
import type { Damage } from "./disk/damage.ts";
import { diskFault } from "./disk/disk-fault.ts";
import type { Shelf } from "./disk/shelf.ts";
import { Admission } from "./live/admit.ts";
import type { Catalogue } from "./live/catalogue.ts";
import type { Memory } from "./live/memory.ts";
import type { Measurement } from "./live/series.ts";
import { Committer } from "./log/committer.ts";
import { byTags, groupsOf } from "./query/groups.ts";
import type { Question } from "./query/question.ts";
import { aggregateRange } from "./query/range.ts";
import { plainRange, selectRows } from "./query/rows.ts";
import { View } from "./query/view.ts";
import { Chore } from "./upkeep/chore.ts";
import { fold } from "./upkeep/fold.ts";
import { Retention, type RetentionOptions } from "./upkeep/retention.ts";
import { tidy } from "./upkeep/tidy.ts";

export interface Loaded {
  readonly dir: string;
  readonly owner: AsyncDisposable;
  readonly catalogue: Catalogue;
  readonly damage: Damage;
  readonly shelf: Shelf;
  readonly memory: Memory;
  readonly nextNumber: number;
  readonly foldAtBytes: number;
}

/** How often retention is looked after, in milliseconds. */
const everyMs = 60_000;
/** Rows in memory may grow to so many times what is folded at, while folding lags behind; then writers wait. */
const lagFactor = 4;
const endOfTime = 2n ** 63n;

export class OpenStore implements Store {
  readonly #loaded: Loaded;
  readonly #log: Logger;
  readonly #admission: Admission;
  readonly #committer: Committer;
  readonly #retention: Retention;
  readonly #folding: Chore;
  readonly #tidying: Chore;
  readonly #timer: NodeJS.Timeout;
  readonly #counts: Record<string, number> = { points_stored: 0, points_failed: 0 };
  readonly #saidRefusals = new Set<string>();
  #closed: Promise<void> | undefined;

  constructor(loaded: Loaded, retention: RetentionOptions, log: Logger) {
    const { dir, catalogue, damage, shelf, memory, nextNumber, foldAtBytes } = loaded;
    this.#loaded = loaded;
    this.#log = log;
    this.#admission = new Admission(catalogue);
    this.#retention = new Retention(retention);
    const faultOf = (doing: string) => (error: unknown) => {
      const fault = diskFault(error, doing, dir);
      log.error({ code: fault.code }, `${fault.message}. ${fault.remedy}`);
      return fault;
    };
    this.#folding = new Chore((signal) => fold(shelf, memory, signal), faultOf("folding rows into chunks"));
    this.#tidying = new Chore(
      (signal) => tidy({ shelf, catalogue, report: damage.report, ...this.#retention.forTidying() }, signal),
      faultOf("tidying segments"),
    );
    this.#committer = new Committer({
      dir,
      nextNumber,
      catalogue,
      memory,
      foldAtBytes,
      onFrozen: () => void this.#folding.poke().then(() => this.#tidying.poke()),
      room: () => this.#room(),
    });
    this.#timer = setInterval(() => this.#lookAfter(), everyMs).unref();
    if (memory.bytes >= foldAtBytes || memory.logs.length > lagFactor) this.#committer.freeze();
  }

  async append(database: string, points: readonly Point[]): Promise<void> {
    await this.write(database, points);
  }

  async write(database: string, points: readonly Point[]): Promise<Written> {
    const batch = this.#committer.batch();
    const before = batch.points;
    for (const point of points) {
      const series = this.#admission.admit(database, point);
      if (series) batch.add(series, point, this.#admission.slots);
    }
    const stored = batch.points - before;
    const refused = this.#admission.refused();
    if (refused.length > 0) this.#countRefused(refused);
    if (stored === 0) return { stored, refused };
    try {
      await this.#committer.commit();
    } catch (error) {
      this.#count("points_failed", stored);
      throw error;
    }
    this.#count("points_stored", stored);
    return { stored, refused };
  }

  databases(): readonly string[] {
    return this.#loaded.catalogue.databases();
  }

  measurements(database: string): readonly string[] {
    return this.#loaded.catalogue.measurements(database);
  }

  series(database: string, measurement?: string): readonly SeriesKey[] {
    const names = measurement === undefined ? this.measurements(database) : [measurement];
    return names.flatMap((name) => {
      const keys = Array.from(this.#measurement(database, name)?.series ?? [], ({ key }) => key);
      return keys.sort((a, b) => byTags(a.tags, b.tags));
    });
  }

  fieldKeys(database: string, measurement: string): readonly Field[] {
    const fields = this.#measurement(database, measurement)?.fields ?? [];
    return fields.map(({ name, kind }) => ({ name, kind })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  tagKeys(database: string, measurement: string): readonly string[] {
    return sortedSet(this.series(database, measurement).flatMap(({ tags }) => tags.map(([key]) => key)));
  }

  tagValues(database: string, measurement: string, key: string): readonly string[] {
    return sortedSet(
      this.series(database, measurement).flatMap(({ tags }) =>
        tags.filter(([name]) => name === key).map(([, value]) => value),
      ),
    );
  }

  range(query: RangeQuery): AsyncGenerator<RangeBatch> {
    const { aggregate } = query;
    if (!aggregate) return this.#ask(query, (question) => plainRange(question, query));
    return this.#ask(query, (question) => aggregateRange(question, { ...query, aggregate }));
  }

  rows(query: RowsQuery): AsyncGenerator<RowsBatch> {
    return this.#ask(query, (question) => selectRows(question, query));
  }

  async verify(signal: AbortSignal): Promise<number> {
    const { shelf, damage } = this.#loaded;
    await using view = new View(shelf.segments, [], damage.report);
    return view.verify(signal);
  }

  trouble(): Trouble | undefined {
    const failure = this.#committer.failure ?? this.#folding.failure;
    if (failure) return { writable: this.#committer.failure === undefined, what: failure.message };
    const { count } = this.#loaded.damage;
    return count > 0 ? { writable: true, what: `${count} damaged places, whose points are lost` } : undefined;
  }

  counters(): Readonly<Record<string, number>> {
    const { catalogue, shelf, memory, damage } = this.#loaded;
    return {
      ...this.#counts,
      commits: this.#committer.commits,
      folds: this.#folding.done,
      tidyings: this.#tidying.done,
      series: catalogue.size,
      segments: shelf.segments.length,
      chunks: shelf.segments.reduce((sum, { chunks }) => sum + chunks, 0),
      segment_bytes: shelf.segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      memory_bytes: memory.bytes,
      folding_series: memory.folding?.series.length ?? 0,
      damaged_places: damage.count,
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#committer[Symbol.asyncDispose]();
    await this.#folding[Symbol.asyncDispose]();
    await this.#tidying[Symbol.asyncDispose]();
    await this.#loaded.shelf[Symbol.asyncDispose]();
    await this.#loaded.owner[Symbol.asyncDispose]();
  }

  async *#ask<T>(query: Selection, answer: (question: Question) => AsyncGenerator<T>): AsyncGenerator<T> {
    const measurement = this.#measurement(query.database, query.measurement);
    if (!measurement) return;
    const groups = groupsOf(measurement, query.tags ?? [], query.groupBy ?? []);
    const visibleNs = this.#retention.visibleFromNs();
    const fromNs = query.fromNs !== undefined && query.fromNs > visibleNs ? query.fromNs : visibleNs;
    const { shelf, damage } = this.#loaded;
    const series = groups.flatMap((group) => group.series);
    await using view = new View(shelf.segments, series, damage.report);
    yield* answer({ measurement, groups, view, fromNs, toNs: query.toNs ?? endOfTime });
  }

  #measurement(database: string, name: string): Measurement | undefined {
    return this.#loaded.catalogue.measurement(database, name);
  }

  /** Resolves when there is room for rows in memory. */
  async #room(): Promise<void> {
    const { memory, foldAtBytes } = this.#loaded;
    while (memory.folding && memory.bytes > lagFactor * foldAtBytes) {
      if (this.#folding.failure) throw this.#folding.failure;
      await this.#folding.poke();
    }
  }

  #lookAfter(): void {
    if (this.#committer.ageMs > this.#retention.foldAfterMs) this.#committer.freeze();
    void this.#tidying.poke();
  }

  #countRefused(refused: Written["refused"]): void {
    for (const { why, points, what } of refused) {
      this.#count(`points_refused_${why.replaceAll("-", "_")}`, points);
      if (this.#saidRefusals.has(why)) continue;
      this.#saidRefusals.add(why);
      this.#log.warn({ why, points }, `points are refused: ${what}; more of this kind are counted, and not said again`);
    }
  }

  #count(name: string, more: number): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + more;
  }
}

const sortedSet = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();
