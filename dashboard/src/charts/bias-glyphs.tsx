import { Link, type LinkProps } from '@tanstack/react-router'

import { count, relativeChange, roundShare } from '../format/numbers'
import { Chart } from '../parts/chart'
import type { Column } from '../parts/table'
import { words } from '../words'
import { TOO_FEW } from './bars'
import { objectsOf, OFFSETS, offsetsOf, relative, type Biases, type Offset } from './bias'
import { BiasGlyph, EXAGGERATED } from './bias-glyph'
import './bias-glyphs.css'

export type Drawer = { id: string; name: string; bias: Biases }

type Props = { name: string; rows: readonly Drawer[]; link?: (id: string) => LinkProps }

/** Offsets that are put in words beside a glyph; the table has all. */
const SAID = 2

/** "16% wider, 9% taller"; or that there is no bias, or too few to say. */
export function biasWords(bias: Biases): string {
  const n = objectsOf(bias)
  if (n < TOO_FEW) return words.states.tooFew(count(n))
  const said = offsetsOf(bias).map(({ name, mean }) =>
    words.charts.bias.offset(roundShare(Math.abs(mean)), name, mean > 0),
  )
  return said.length === 0 ? words.charts.bias.none : said.slice(0, SAID).join(', ')
}

const column = (name: Offset): Column<Drawer> => {
  const value = (row: Drawer) => {
    const mean = row.bias[name]?.mean
    return mean === null || mean === undefined ? null : relative(name, mean)
  }
  return { id: name, title: words.charts.bias.name[name], end: true, cell: (row) => relativeChange(value(row)), value }
}

const columns: readonly Column<Drawer>[] = [
  { id: 'annotator', title: words.charts.annotator, cell: (r) => <bdi>{r.name}</bdi>, value: (r) => r.name },
  ...OFFSETS.map(column),
  {
    id: 'n',
    title: words.charts.bias.objects,
    end: true,
    cell: (r) => count(objectsOf(r.bias)),
    value: (r) => objectsOf(r.bias),
  },
]

/** How everybody's boxes sit on the true ones. */
export function BiasGlyphs({ name, rows, link }: Props) {
  const off = rows.filter((r) => objectsOf(r.bias) >= TOO_FEW && offsetsOf(r.bias).length > 0)
  const label = words.charts.bias.finding(rows.length, off.length)
  return (
    <Chart
      name={name}
      caption={label}
      columns={columns}
      rows={rows}
      id={(r) => r.id}
      legend={<span>{words.charts.bias.legend(EXAGGERATED)}</span>}
    >
      <ul className="bias-glyphs" aria-label={label}>
        {rows.map((row) => (
          <li key={row.id}>
            <BiasGlyph bias={row.bias} label={words.charts.bias.glyph(row.name, biasWords(row.bias))} />
            <b className="line" title={row.name}>
              {link ? (
                <Link {...link(row.id)}>
                  <bdi>{row.name}</bdi>
                </Link>
              ) : (
                <bdi>{row.name}</bdi>
              )}
            </b>
            <span className="small">{biasWords(row.bias)}</span>
          </li>
        ))}
      </ul>
    </Chart>
  )
}
