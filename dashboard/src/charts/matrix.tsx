import type { LinkProps } from '@tanstack/react-router'
import { min } from 'd3-array'
import { useState } from 'react'

import { count, score, scoreAgainst } from '../format/numbers'
import { Chart } from '../parts/chart'
import type { Column } from '../parts/table'
import { words } from '../words'
import { HEALTHY, TOO_FEW_OF_A_PAIR } from './bars'
import { RAMP } from './colours'
import { MatrixCells, type Pairs } from './matrix-cells'
import { SearchField } from './search-field'
import { Sized } from './sized'
import { MOST_ANNOTATORS, worst } from './worst'

type Props = {
  name: string
  /** What the cells hold, in words: "mean IoU", "kappa". */
  what: string
  annotators: readonly { id: string; name: string }[]
  /** Of each with each; null where they share no image, and on the diagonal. */
  values: readonly (readonly (number | null)[])[]
  n: readonly (readonly number[])[]
  bar?: number
  /** Where the images are that both answered. */
  link?: (one: string, other: string) => LinkProps
}

type Pair = { one: string; other: string; value: number | null; n: number }

const columns = (what: string): readonly Column<Pair>[] => [
  { id: 'one', title: words.charts.annotator, cell: (p) => <bdi>{p.one}</bdi>, value: (p) => p.one },
  { id: 'other', title: words.charts.other, cell: (p) => <bdi>{p.other}</bdi>, value: (p) => p.other },
  { id: 'value', title: what, end: true, cell: (p) => score(p.value), value: (p) => p.value },
  { id: 'n', title: words.charts.shared, end: true, cell: (p) => count(p.n), value: (p) => p.n },
]

/** Every pair once. */
const pairsOf = ({ annotators, values, n }: Props): Pair[] =>
  annotators.flatMap((one, i) =>
    annotators.slice(i + 1).map((other, k) => {
      const j = i + 1 + k
      return { one: one.name, other: other.name, value: values[i]?.[j] ?? null, n: n[i]?.[j] ?? 0 }
    }),
  )

/** How bad a row is: its lowest value that may be judged. */
const badness = ({ values, n }: Props): (number | null)[] =>
  values.map((row, i) => {
    const low = min(row, (v, j) => (v !== null && (n[i]?.[j] ?? 0) >= TOO_FEW_OF_A_PAIR ? v : undefined))
    return low === undefined ? null : -low
  })

/** Who agrees with whom: orange below the bar, blue above it, hatched where there are too few images to judge. */
export function Matrix(props: Props) {
  const { name, what, annotators, values, n, bar = HEALTHY, link } = props
  const [text, search] = useState('')
  const places = worst(
    annotators.map((a) => a.name),
    badness(props),
    MOST_ANNOTATORS,
    text,
  )
  const shown: Pairs = {
    annotators: places.flatMap((k) => annotators[k] ?? []),
    values: places.map((i) => places.map((j) => values[i]?.[j] ?? null)),
    n: places.map((i) => places.map((j) => n[i]?.[j] ?? 0)),
  }
  const pairs = pairsOf(props)
  const low = pairs
    .filter((p) => p.value !== null && p.n >= TOO_FEW_OF_A_PAIR)
    .sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0]
  const label = low
    ? words.charts.matrix.finding(what, low.one, low.other, scoreAgainst(low.value, bar))
    : words.charts.matrix.nothing(what)
  const least = 74 + 40 * shown.annotators.length
  return (
    <Chart
      name={name}
      caption={label}
      columns={columns(what)}
      rows={pairs}
      id={(p) => JSON.stringify([p.one, p.other])}
      legend={
        <>
          <span>
            <i className="ramp" style={{ background: `linear-gradient(90deg, ${RAMP.join(', ')})` }} />
            {words.charts.matrix.scale(score(bar - 0.15), score(bar), score(bar + 0.2))}
          </span>
          <span>{words.charts.matrix.hatched(TOO_FEW_OF_A_PAIR)}</span>
        </>
      }
    >
      {annotators.length > MOST_ANNOTATORS && (
        <SearchField shown={places.length} of={annotators.length} value={text} onChange={search} />
      )}
      <Sized least={least} most={74 + 72 * shown.annotators.length} label={label}>
        {(width) => <MatrixCells pairs={shown} what={what} bar={bar} link={link} width={width} label={label} />}
      </Sized>
    </Chart>
  )
}
