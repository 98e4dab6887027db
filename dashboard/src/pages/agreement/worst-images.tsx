import { Link } from '@tanstack/react-router'

import type { Schema } from '../../api/client'
import { toReview } from '../../app/links'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { HEALTHY } from '../../charts/bars'
import { count, scoreAgainst } from '../../format/numbers'
import { Card } from '../../parts/card'
import { ShowMore } from '../../parts/more'
import { Empty, Failure, Skeleton } from '../../parts/states'
import { CsvButton, Table, type Column } from '../../parts/table'
import { words } from '../../words'
import { orderOf, useImages } from './asked'

type Image = Schema<'ImageAgreement'>
const w = words.agreement

const columnsOf = (project: string): Column<Image>[] => [
  {
    id: 'image_id',
    title: w.image,
    cell: (i) => (
      <Link className="line image-name" title={i.image_id} {...toReview(project, i.image_id)}>
        <bdi>{i.image_id}</bdi>
      </Link>
    ),
    value: (i) => i.image_id,
    sorts: true,
  },
  {
    id: 'iou',
    title: w.imageIou,
    end: true,
    sorts: true,
    cell: (i) => scoreAgainst(i.iou, HEALTHY),
    value: (i) => i.iou,
  },
  { id: 'n', title: w.answers, end: true, cell: (i) => count(i.n), value: (i) => i.n },
  {
    id: 'empty',
    title: w.drawn,
    cell: (i) => (i.empty ? <span className="small">{w.allEmpty}</span> : w.something),
    value: (i) => String(i.empty),
  },
]

/** Images with their own agreement, the worst first. */
export function WorstImages() {
  const project = useProjectId()
  const [filters, change] = useFilters()
  const asked = useImages(project, filters)
  const rows = asked.data?.pages.flatMap((page) => page.by_image) ?? []
  const columns = columnsOf(project)
  return (
    <Card className="span-12" title={w.worst} about={w.worstAbout}>
      {asked.isError && rows.length === 0 ? (
        <Failure error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data === undefined ? (
        <Skeleton height={300} />
      ) : rows.length === 0 ? (
        <Empty title={w.noOverlap} />
      ) : (
        <>
          <Table
            caption={w.worst}
            columns={columns}
            rows={rows}
            id={(i) => i.image_id}
            sort={orderOf(filters)}
            onSort={(wanted) => {
              const order = orderOf({ sort: wanted })
              change({ sort: order === 'iou' ? undefined : order })
            }}
          />
          <ShowMore of={asked} />
          <div className="card-ways no-print">
            <CsvButton name="agreement-by-image" columns={columns} rows={rows} />
          </div>
        </>
      )}
    </Card>
  )
}
