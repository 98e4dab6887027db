/** What is known of each class, from three reports side by side. */

import type { Agreement, Benchmark, Overview } from '../../api/quality'

type Share = Overview['classes'][number]
type Group = NonNullable<Agreement['groups']>[number]
type Truth = Benchmark['team']['by_class'][number]
type Label = NonNullable<Agreement['labels']['by_class']>[number]

export type ClassRow = {
  class: string
  share: Share | undefined
  group: Group | undefined
  label: Label | undefined
  truth: Truth | undefined
}

const byName = <T>(rows: readonly T[] | null | undefined, name: (row: T) => string): ReadonlyMap<string, T> =>
  new Map((rows ?? []).map((row) => [name(row), row]))

/** One row for each class that any of the reports names. */
export function rowsOf(
  overview: Pick<Overview, 'classes'>,
  agreement: Pick<Agreement, 'groups' | 'labels'> | undefined,
  benchmark: Pick<Benchmark, 'team'> | undefined,
): ClassRow[] {
  const shares = byName(overview.classes, (r) => r.class)
  const groups = byName(agreement?.groups, (r) => r.key)
  const labels = byName(agreement?.labels.by_class, (r) => r.class)
  const truths = byName(benchmark?.team.by_class, (r) => r.class)
  const names = new Set([...shares.keys(), ...groups.keys(), ...labels.keys(), ...truths.keys()])
  return [...names].map((name) => ({
    class: name,
    share: shares.get(name),
    group: groups.get(name),
    label: labels.get(name),
    truth: truths.get(name),
  }))
}

/** Share of the true objects that were not drawn, each once for every person who answered; null without any. */
export const missedOf = ({ truth }: ClassRow): number | null =>
  truth === undefined || truth.n === 0 ? null : truth.missed / truth.n

const VALUES = {
  class: (r: ClassRow) => r.class,
  objects: (r: ClassRow) => r.share?.objects ?? null,
  images: (r: ClassRow) => r.share?.images ?? null,
  share: (r: ClassRow) => r.share?.share ?? null,
  labels: (r: ClassRow) => r.share?.labels ?? null,
  mean_iou: (r: ClassRow) => r.group?.mean_iou ?? null,
  n_images: (r: ClassRow) => r.group?.n_images ?? null,
  f1_50: (r: ClassRow) => r.group?.f1_50 ?? null,
  percent_agreement: (r: ClassRow) => r.label?.percent_agreement ?? null,
  truth_n: (r: ClassRow) => r.truth?.n ?? null,
  missed: missedOf,
} as const

export type ClassField = keyof typeof VALUES
export const valueOf = (field: ClassField) => VALUES[field]
const isField = (text: string): text is ClassField => text in VALUES

/** The rows in the order of the address, `field` or `-field`; what has no value comes last either way. */
export function sorted(rows: readonly ClassRow[], sort: string): ClassRow[] {
  const down = sort.startsWith('-')
  const name = down ? sort.slice(1) : sort
  const value = VALUES[isField(name) ? name : 'objects']
  const sign = down ? -1 : 1
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)]
    if (x === y) return a.class < b.class ? -1 : 1
    if (x === null) return 1
    if (y === null) return -1
    return x < y ? -sign : sign
  })
}
