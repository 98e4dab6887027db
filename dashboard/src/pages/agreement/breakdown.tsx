import { SegmentedControl } from '@mantine/core'
import { Link } from '@tanstack/react-router'

import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { useFilters, type Search } from '../../app/search'
import { HEALTHY } from '../../charts/bars'
import { Interval } from '../../charts/interval'
import { axisOf } from '../../charts/interval-axis'
import { count, score, scoreAgainst } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Judged } from '../../parts/judged'
import { Answer, Empty } from '../../parts/states'
import { CsvButton, Table, type Column } from '../../parts/table'
import { words } from '../../words'
import { useBreakdown, type Breakdown as By, type Group } from './asked'

const w = words.agreement

/** By size the mean is over objects, by class over images. */
const overOf = (by: By, group: Group): number => (by === 'size' ? group.n_objects : group.n_images)

type With = { by: By; project: string; axis: [number, number]; filters: Search }

const columnsOf = ({ by, project, axis: [low, high], filters }: With): Column<Group>[] => [
  {
    id: 'key',
    title: w.by[by],
    cell: (g) =>
      by === 'class' ? (
        <Link
          className="line group-name"
          title={g.key}
          to="/p/$project/agreement"
          params={{ project }}
          search={{ ...filters, class: g.key }}
        >
          <bdi>{g.key}</bdi>
        </Link>
      ) : (
        (w.size[g.key] ?? g.key)
      ),
    value: (g) => g.key,
  },
  {
    id: 'mean_iou',
    title: w.meanIouInterval,
    cell: (g) => (
      <>
        <Interval
          value={g.mean_iou}
          ci95={g.mean_iou_ci95}
          n={overOf(by, g)}
          low={low}
          high={high}
          bar={HEALTHY}
          text={score}
        />
        <Judged text={scoreAgainst(g.mean_iou, HEALTHY)} n={overOf(by, g)} />
      </>
    ),
    value: (g) => g.mean_iou,
  },
  ...(by === 'class'
    ? ([
        { id: 'f1', title: w.f1Short, end: true, cell: (g) => score(g.f1), value: (g) => g.f1 ?? null },
        { id: 'sq', title: w.tightness, end: true, cell: (g) => score(g.sq), value: (g) => g.sq ?? null },
        { id: 'n_images', title: w.images, end: true, cell: (g) => count(g.n_images), value: (g) => g.n_images },
      ] satisfies Column<Group>[])
    : []),
  { id: 'n_objects', title: w.objects, end: true, cell: (g) => count(g.n_objects), value: (g) => g.n_objects },
  ...(by === 'class'
    ? ([
        {
          id: 'images',
          title: w.look,
          cell: (g) => (
            <Link {...toImages(project, { class: g.key, series: 'comparable', sort: 'qa_score' })}>
              {words.overview.seeImages}
              <span className="hidden"> {g.key}</span>
            </Link>
          ),
        },
      ] satisfies Column<Group>[])
    : []),
]

/** Groups that are shown before the rest is asked for. */
const FIRST = 50

/** Lowest first: where to look. */
const worstFirst = (a: Group, b: Group): number => (a.mean_iou ?? 2) - (b.mean_iou ?? 2)

/** Agreement by class or by size of the objects. */
export function Breakdown() {
  const project = useProjectId()
  const [filters, change] = useFilters()
  const by: By = filters['group_by'] === 'size' ? 'size' : 'class'
  const asked = useBreakdown(project, filters, by)
  const groups = asked.data?.groups ?? []
  return (
    <Card
      className="span-12"
      title={w.breakdown}
      about={by === 'size' ? w.bySizeAbout : asked.data && w.byClassAbout(score(asked.data.iou_threshold))}
      aside={
        <SegmentedControl
          className="aside"
          size="xs"
          aria-label={w.breakdown}
          data={[
            { value: 'class', label: w.by.class },
            { value: 'size', label: w.by.size },
          ]}
          value={by}
          onChange={(chosen) => {
            change({ group_by: chosen === 'class' ? undefined : chosen })
          }}
        />
      }
    >
      <Answer of={asked} height={240}>
        {() => {
          if (groups.length === 0) return <Empty title={w.noGroups} />
          const rows = by === 'class' ? [...groups].sort(worstFirst) : groups
          const bounds = rows.map((g) => ({ value: g.mean_iou, ci95: g.mean_iou_ci95 }))
          const columns = columnsOf({ by, project, axis: axisOf(bounds, HEALTHY), filters })
          return (
            <>
              <Table caption={w.breakdown} columns={columns} rows={rows.slice(0, FIRST)} id={(g) => g.key} />
              <div className="card-ways no-print">
                {rows.length > FIRST && <span className="small">{w.firstGroups(FIRST, rows.length)}</span>}
                <CsvButton name={`agreement-by-${by}`} columns={columns} rows={rows} />
              </div>
            </>
          )
        }}
      </Answer>
    </Card>
  )
}
