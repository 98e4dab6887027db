import { useOwnAnnotator } from '../../api/session'
import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { HEALTHY } from '../../charts/bars'
import { count, score, scoreAgainst } from '../../format/numbers'
import { Card } from '../../parts/card'
import { ImageName } from '../../parts/image-name'
import { ShowMore } from '../../parts/more'
import { Empty, Failure, Skeleton } from '../../parts/states'
import { Table, type Column } from '../../parts/table'
import { Tags } from '../../parts/tags'
import { words } from '../../words'
import { useWorst, type ImageRow } from './asked'

const w = words.annotators.one.worst

const columns: readonly Column<ImageRow>[] = [
  { id: 'image_id', title: w.image, cell: (i) => <ImageName image={i.image_id} />, value: (i) => i.image_id },
  { id: 'qa_score', title: w.score, about: words.overview.scoreAbout, end: true, cell: (i) => score(i.qa_score) },
  { id: 'iou', title: w.iou, end: true, cell: (i) => scoreAgainst(i.iou, HEALTHY) },
  { id: 'truth_iou', title: w.truth, end: true, cell: (i) => scoreAgainst(i.truth_iou, HEALTHY) },
  { id: 'objects', title: w.objects, end: true, cell: (i) => count(i.objects) },
  { id: 'review_status', title: w.status, cell: (i) => words.quality.status[i.review_status] ?? i.review_status },
  {
    id: 'flags',
    title: w.reasons,
    cell: (i) => (
      <span className="reasons">
        <Tags plain kinds={i.flags.map((f) => f.detail)} />
      </span>
    ),
  },
]

/** Somebody's images with the lowest scores. */
export function Worst({ annotator }: { annotator: string | undefined }) {
  const project = useProjectId()
  const own = useOwnAnnotator() !== null
  const asked = useWorst(project, annotator)
  const rows = asked.data?.pages.flatMap((page) => page.images) ?? []
  const all =
    own || annotator === undefined
      ? undefined
      : { text: w.all, link: toImages(project, { annotator, sort: 'qa_score' }) }
  return (
    <Card className="span-12" title={w.title} about={w.about} more={all}>
      {asked.isError && rows.length === 0 ? (
        <Failure error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data === undefined ? (
        <Skeleton height={300} />
      ) : rows.length === 0 ? (
        <Empty title={w.none} />
      ) : (
        <>
          <Table caption={w.title} columns={columns} rows={rows} id={(i) => i.image_id} />
          <ShowMore of={asked} />
        </>
      )}
    </Card>
  )
}
