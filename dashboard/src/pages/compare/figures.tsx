import type { Given } from '../../api/client'
import { count, DASH, interval } from '../../format/numbers'
import { IconArrowDown, IconArrowUp } from '../../parts/icons'
import { CsvButton, Table, type Column } from '../../parts/table'
import { Tag, type Tone } from '../../parts/tags'
import { words } from '../../words'
import { writtenOf } from './written'

type Change = Given<'FigureChange'>
const w = words.compare
const TONES: Readonly<Record<string, Tone>> = { better: 'ok', worse: 'bad' }

/** A figure of one period with what it is over; without judgement where there are too few. */
function Value({ figure, of, few }: { figure: string; of: Change['first']; few: boolean }) {
  return (
    <span className={few ? 'compare-value few' : 'compare-value'} title={interval(of.ci95, writtenOf(figure).value)}>
      {writtenOf(figure).value(of.value)}{' '}
      {of.units !== null && <span className="small">{words.states.n(count(of.n))}</span>}
    </span>
  )
}

function Verdict({ of }: { of: Change }) {
  if (of.verdict === null) return <span className="small">{DASH}</span>
  if (of.verdict === 'too_few') return <span className="small">{w.verdicts['too_few']}</span>
  const up = (of.change ?? 0) > 0
  return (
    <Tag tone={TONES[of.verdict] ?? 'mute'}>
      {of.verdict !== 'no_clear_change' &&
        (up ? <IconArrowUp size={12} aria-hidden /> : <IconArrowDown size={12} aria-hidden />)}
      {w.verdicts[of.verdict]}
    </Tag>
  )
}

const COLUMNS: readonly Column<Change>[] = [
  { id: 'figure', title: w.columns.figure, cell: (c) => w.names[c.figure] ?? c.figure, value: (c) => c.figure },
  {
    id: 'first',
    title: w.columns.first,
    end: true,
    cell: (c) => <Value figure={c.figure} of={c.first} few={c.verdict === 'too_few'} />,
    value: (c) => c.first.value,
  },
  {
    id: 'second',
    title: w.columns.second,
    end: true,
    cell: (c) => <Value figure={c.figure} of={c.second} few={c.verdict === 'too_few'} />,
    value: (c) => c.second.value,
  },
  {
    id: 'change',
    title: w.columns.change,
    end: true,
    cell: (c) => (
      <span className={c.verdict === 'too_few' ? 'compare-value few' : 'compare-value strong'}>
        {writtenOf(c.figure).change(c.change)}
      </span>
    ),
    value: (c) => c.change,
  },
  {
    id: 'change_ci95',
    title: w.columns.interval,
    end: true,
    cell: (c) => (
      <span className="small num">
        {c.change_ci95 === null ? DASH : c.change_ci95.map((bound) => writtenOf(c.figure).change(bound)).join(' … ')}
      </span>
    ),
  },
  { id: 'low', title: '', cell: () => null, value: (c) => c.change_ci95?.[0] ?? null },
  { id: 'high', title: '', cell: () => null, value: (c) => c.change_ci95?.[1] ?? null },
  { id: 'verdict', title: w.columns.verdict, cell: (c) => <Verdict of={c} />, value: (c) => c.verdict },
]
/** The ends of the interval are columns of the CSV alone. */
const SHOWN = COLUMNS.filter((column) => column.title !== '')

/** Every figure of both periods, with its change and whether it is one. */
export const FigureTable = ({ of }: { of: readonly Change[] }) => (
  <Table caption={w.figures} columns={SHOWN} rows={of} id={(c) => c.figure} />
)

export const FiguresCsv = ({ of }: { of: readonly Change[] }) => (
  <CsvButton name="compare" columns={COLUMNS} rows={of} />
)
