import { RELIABLE, TOO_FEW } from '../../charts/bars'
import { Interval } from '../../charts/interval'
import { axisOf } from '../../charts/interval-axis'
import { count, DASH, interval, score, scoreAgainst, share } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Judged } from '../../parts/judged'
import { Empty } from '../../parts/states'
import { CsvButton, Table, type Column } from '../../parts/table'
import { Verdict } from '../../parts/verdict'
import { words } from '../../words'
import type { Labels } from './asked'
import { coefficientsOf, type Coefficient } from './labels'

type ByClass = NonNullable<Labels['by_class']>[number]
const w = words.agreement.labels

const nameOf = (labels: Labels, { id }: Coefficient): string =>
  id === 'kappa' ? (words.quality.coefficient[labels.coefficient ?? ''] ?? words.overview.kappa) : w.name[id]

const columnsOf = (labels: Labels, [low, high]: [number, number], n: number): Column<Coefficient>[] => {
  const text = (c: Coefficient) => (c.id === 'percent_agreement' ? share : score)
  return [
    { id: 'measure', title: w.measure, cell: (c) => nameOf(labels, c), value: (c) => c.id },
    {
      id: 'interval',
      title: w.interval,
      cell: (c) => (
        <Interval
          value={c.value}
          ci95={c.ci95}
          n={n}
          low={low}
          high={high}
          bar={c.id === 'percent_agreement' ? undefined : RELIABLE}
          text={text(c)}
          width={140}
        />
      ),
    },
    {
      id: 'value',
      title: w.value,
      end: true,
      cell: (c) => (
        <Judged text={c.id === 'percent_agreement' ? share(c.value) : scoreAgainst(c.value, RELIABLE)} n={n} />
      ),
      value: (c) => c.value,
    },
    {
      id: 'ci95',
      title: w.bounds,
      end: true,
      cell: (c) => (c.ci95 === null ? <span title={w.noInterval}>{DASH}</span> : interval(c.ci95, text(c))),
    },
    { id: 'about', title: w.meaning, cell: (c) => <span className="small">{w.about[c.id]}</span> },
  ]
}

const byClass: Column<ByClass>[] = [
  { id: 'class', title: words.agreement.by.class, cell: (c) => <bdi>{c.class}</bdi>, value: (c) => c.class },
  ...(['kappa', 'alpha', 'ac1'] as const).map((id): Column<ByClass> => ({
    id,
    title: w.name[id],
    end: true,
    cell: (c) => <Judged text={scoreAgainst(c[id], RELIABLE)} n={c.n_images} />,
    value: (c) => c[id],
  })),
  {
    id: 'percent_agreement',
    title: w.name.percent_agreement,
    end: true,
    cell: (c) => share(c.percent_agreement),
    value: (c) => c.percent_agreement,
  },
  {
    id: 'share_of_yes',
    title: w.shareOfYes,
    end: true,
    cell: (c) => share(c.share_of_yes),
    value: (c) => c.share_of_yes,
  },
  {
    id: 'n_images',
    title: words.agreement.images,
    end: true,
    cell: (c) => count(c.n_images),
    value: (c) => c.n_images,
  },
]

/** Agreement on image-level labels: how often they say the same, and that corrected for chance, side by side. */
export function LabelAgreement({ labels }: { labels: Labels }) {
  const rows = coefficientsOf(labels)
  const n = labels.n_images ?? labels.n_comparisons
  const columns = columnsOf(labels, axisOf(rows, RELIABLE), n)
  return (
    <Card
      className="span-12"
      title={w.title}
      about={w.over(labels.n_images, labels.n_comparisons)}
      aside={
        n >= TOO_FEW ? (
          <Verdict verdict={labels.verdict} />
        ) : (
          <span className="small">{words.states.tooFew(count(n))}</span>
        )
      }
    >
      {labels.n_comparisons === 0 ? (
        <Empty title={w.none}>{w.noneAbout}</Empty>
      ) : (
        <>
          <Table caption={w.title} columns={columns} rows={rows} id={(c) => c.id} />
          {labels.by_class !== null && labels.by_class.length > 0 && (
            <>
              <h3 className="inner">{w.byClass}</h3>
              <Table caption={w.byClass} columns={byClass} rows={labels.by_class} id={(c) => c.class} />
            </>
          )}
          <p className="small note">{w.paradox}</p>
          <div className="card-ways no-print">
            <CsvButton name="label-agreement" columns={columns} rows={rows} />
          </div>
        </>
      )}
    </Card>
  )
}
