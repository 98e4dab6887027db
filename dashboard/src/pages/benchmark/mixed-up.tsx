import { Link } from '@tanstack/react-router'

import { toAnnotator, toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { count } from '../../format/numbers'
import type { People } from '../../format/people'
import { Card } from '../../parts/card'
import { CsvButton, Table, type Column } from '../../parts/table'
import { words } from '../../words'
import type { Row } from './asked'

const w = words.benchmark.mixed

/** Rows that are drawn; all are in the CSV. */
const MOST = 12

type Line = Row['confusions'][number] & { annotator_id: string }

/** Every class that somebody called another, most often first. */
const linesOf = (rows: readonly Row[]): Line[] =>
  rows.flatMap((r) => r.confusions.map((c) => ({ ...c, annotator_id: r.annotator_id }))).sort((a, b) => b.n - a.n)

const Name = ({ text }: { text: string }) => (
  <span className="line class-name" title={text}>
    <bdi>{text}</bdi>
  </span>
)

/** Who called which class another. */
export function MixedUp({ rows, people }: { rows: readonly Row[]; people: People }) {
  const project = useProjectId()
  const lines = linesOf(rows)
  const columns: Column<Line>[] = [
    {
      id: 'annotator_id',
      title: words.overview.column.annotator,
      cell: (l) => (
        <Link className="line class-name" title={people.name(l.annotator_id)} {...toAnnotator(project, l.annotator_id)}>
          <bdi>{people.name(l.annotator_id)}</bdi>
        </Link>
      ),
      value: (l) => l.annotator_id,
    },
    { id: 'truth', title: words.charts.confusion.truth, cell: (l) => <Name text={l.truth} />, value: (l) => l.truth },
    { id: 'drawn', title: words.charts.confusion.drawn, cell: (l) => <Name text={l.drawn} />, value: (l) => l.drawn },
    {
      id: 'n',
      title: w.n,
      end: true,
      cell: (l) => (
        <Link {...toImages(project, { annotator: l.annotator_id, class: l.truth, series: 'truth', sort: 'qa_score' })}>
          {count(l.n)}
        </Link>
      ),
      value: (l) => l.n,
    },
  ]
  return (
    <Card className="span-6" title={w.title} about={w.about}>
      {lines.length === 0 ? (
        <p className="small">{w.none}</p>
      ) : (
        <>
          <Table
            caption={w.title}
            columns={columns}
            rows={lines.slice(0, MOST)}
            id={(l) => JSON.stringify([l.annotator_id, l.truth, l.drawn])}
          />
          <div className="card-ways no-print">
            {lines.length > MOST && <span className="small">{words.benchmark.first(MOST, lines.length)}</span>}
            <CsvButton name="mixed-up-classes" columns={columns} rows={lines} />
          </div>
        </>
      )}
    </Card>
  )
}
