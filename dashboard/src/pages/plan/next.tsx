import { NativeSelect, SegmentedControl } from '@mantine/core'
import { Link } from '@tanstack/react-router'

import { api, type Given } from '../../api/client'
import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { score } from '../../format/numbers'
import { Card } from '../../parts/card'
import { CopyButton } from '../../parts/copy'
import { FilterField } from '../../parts/filter-field'
import { Empty } from '../../parts/states'
import { saidOf } from '../../parts/submission'
import { CsvButton, Table, type Column } from '../../parts/table'
import { Unready } from '../../parts/unready'
import { words } from '../../words'

type Image = Given<'LabelPlan'>['images'][number]
type Purpose = keyof typeof w.purposes
const w = words.plan
const SIZES = ['25', '50', '100', '500']
const SIZE = '50'

const columnsOf = (project: string): readonly Column<Image>[] => [
  {
    id: 'image_id',
    title: w.image,
    cell: (image) => (
      <Link
        {...toImages(project, { first: image.image_id, last: image.image_id })}
        className="plan-image line"
        title={image.image_id}
      >
        <bdi>{image.image_id}</bdi>
      </Link>
    ),
    value: (image) => image.image_id,
  },
  {
    id: 'reason',
    title: w.reason,
    cell: (image) => (
      <span className="plan-reason" dir="auto">
        {image.reason}
      </span>
    ),
    value: (image) => image.reason,
  },
  {
    id: 'score',
    title: w.score,
    about: w.scoreAbout,
    end: true,
    cell: (image) => score(image.score),
    value: (image) => image.score,
  },
  {
    id: 'batch',
    title: w.batch,
    cell: (image) => (
      <bdi className="plan-image line" title={image.batch ?? undefined}>
        {image.batch ?? '–'}
      </bdi>
    ),
    value: (image) => image.batch,
  },
]

function Asked({ purpose, error }: { purpose: Purpose; error: unknown }) {
  const [search, change] = useFilters()
  return (
    <div className="plan-asked">
      <SegmentedControl
        aria-label={w.purpose}
        value={purpose}
        data={Object.entries(w.purposes).map(([value, label]) => ({ value, label }))}
        onChange={(value) => {
          change({ purpose: value === 'label' ? undefined : value })
        }}
      />
      <NativeSelect
        label={w.n}
        value={search['n'] ?? SIZE}
        data={SIZES}
        onChange={(event) => {
          change({ n: event.currentTarget.value })
        }}
      />
      <FilterField
        label={w.class}
        placeholder={w.anyClass}
        value={search['class']}
        error={saidOf(error, '/class')}
        onSettle={(value) => {
          change({ class: value }, { replace: true })
        }}
      />
    </div>
  )
}

/** Which images to label next, or once more, and why. */
export function Next() {
  const project_id = useProjectId()
  const [search] = useFilters()
  const purpose: Purpose = search['purpose'] === 'relabel' ? 'relabel' : 'label'
  const n = Number(SIZES.find((size) => size === search['n']) ?? SIZE)
  const next = api.useQuery('get', '/v1/projects/{project_id}/plan/labels', {
    params: {
      path: { project_id },
      query: { purpose, n, limit: n, ...(search['class'] === undefined ? {} : { class: search['class'] }) },
    },
  })
  return (
    <Card title={w.next} about={w.nextAbout}>
      <Asked purpose={purpose} error={next.error} />
      <Unready of={next} height={240} title={w.noImages}>
        {(data) =>
          data.images.length === 0 ? (
            <Empty title={w.nothing}>{w.nothingAbout[purpose]}</Empty>
          ) : (
            <>
              <div className="copy-head">
                <p className="small">{data.truncated ? w.truncated(data.candidates) : w.candidates(data.candidates)}</p>
                <span className="tags">
                  <CopyButton
                    text={data.images.map((image) => image.image_id).join('\n')}
                    label={w.copy(data.images.length)}
                  />
                  <CsvButton name="to-label" columns={columnsOf(project_id)} rows={data.images} />
                </span>
              </div>
              <Table
                caption={w.next}
                columns={columnsOf(project_id)}
                rows={data.images}
                id={(image) => image.image_id}
              />
            </>
          )
        }
      </Unready>
    </Card>
  )
}
