import { NativeSelect, Slider } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { api, type Given } from '../../api/client'
import { useOverview } from '../../api/quality'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { count, fine, score, share } from '../../format/numbers'
import { Card } from '../../parts/card'
import { CopyButton } from '../../parts/copy'
import { Figure, Figures } from '../../parts/figure'
import { ShowMore } from '../../parts/more'
import { Table, type Column } from '../../parts/table'
import { Unready } from '../../parts/unready'
import { words } from '../../words'

type Answer = Given<'labelqa__plan__overlap__Overlap'>
const w = words.plan
const DEFAULT = 0.03
const LEAST = 0.005
const MOST = 0.1
const STEP = 0.005
const PAGE = 1000

/** The half-width of the address, where it is one that the server takes. */
const halfOf = (text: string | undefined): number => {
  const value = Number(text)
  return value > 0 && value <= 0.5 ? value : DEFAULT
}

function Wanted({ half, measure }: { half: number; measure: string }) {
  const [, change] = useFilters()
  const [held, setHeld] = useState<number | null>(null)
  return (
    <div className="plan-wanted">
      <div>
        <p id="half-width" className="plan-label">
          {w.half} <b className="num">{w.plusMinus(fine(held ?? half))}</b>
        </p>
        <Slider
          min={LEAST}
          max={MOST}
          step={STEP}
          value={held ?? half}
          label={null}
          thumbProps={{ 'aria-labelledby': 'half-width' }}
          onChange={setHeld}
          onChangeEnd={(value) => {
            setHeld(null)
            change({ half_width: String(value) }, { replace: true })
          }}
        />
        <p className="small">{w.halfAbout}</p>
      </div>
      <NativeSelect
        label={w.measure}
        value={measure}
        data={Object.entries(w.measures).map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget: { value } }) => {
          change({ measure: value === 'iou' ? undefined : value })
        }}
      />
    </div>
  )
}

/** How many of those to come have an answer already, and how many have none. */
const stillOf = ({ second_time, twice }: Answer): string[] => [
  ...(second_time > 0 ? [w.second(second_time)] : []),
  ...(twice > 0 ? [w.twice(twice)] : []),
]

const Needed = ({ of }: { of: Answer }) => (
  <Figures>
    <Figure label={w.needed} value={count(of.needed)} unit={w.plusMinus(fine(of.half_width))}>
      {w.sd(score(of.sd), w.sources[of.sd_source])}
    </Figure>
    <Figure label={w.shared} value={count(of.shared)}>
      {w.sharedAbout(words.quality.images(of.images))}
    </Figure>
    <Figure label={w.more} value={count(of.more)}>
      {of.more === 0 ? w.enough : stillOf(of).join(', ')}
    </Figure>
    <Figure
      label={w.now}
      value={of.half_width_now === null ? '–' : w.plusMinus(fine(of.half_width_now))}
      reason={w.nowNone}
    />
  </Figures>
)

const WIDTHS: readonly Column<Answer['by_half_width'][number]>[] = [
  { id: 'half_width', title: w.width, cell: (row) => w.plusMinus(fine(row.half_width)) },
  { id: 'needed', title: w.images, end: true, cell: (row) => count(row.needed) },
]
const SHARES: readonly Column<Answer['by_share'][number]>[] = [
  { id: 'share', title: w.share, cell: (row) => share(row.share) },
  { id: 'n', title: w.images, end: true, cell: (row) => count(row.n) },
  { id: 'half_width', title: w.width, end: true, cell: (row) => w.plusMinus(fine(row.half_width)) },
]

function Ids({ ids }: { ids: readonly string[] }) {
  const text = ids.join('\n')
  return (
    <section className="plan-ids" aria-label={w.list}>
      <div className="copy-head">
        <h3>
          {w.list} <span className="small">{w.listAbout}</span>
        </h3>
        <CopyButton text={text} label={w.copy(ids.length)} />
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <pre tabIndex={0} role="region" aria-label={w.list}>
        {text}
      </pre>
    </section>
  )
}

/** How many images two persons must answer for a mean that is known well enough, how many there are, and which come next. */
export function Overlap() {
  const project_id = useProjectId()
  const [search] = useFilters()
  const half = halfOf(search['half_width'])
  const measure = search['measure'] === 'kappa' ? 'kappa' : 'iou'
  const overview = useOverview(project_id)
  const nothing = overview.data?.images === 0
  const plan = api.useInfiniteQuery(
    'get',
    '/v1/projects/{project_id}/plan/overlap',
    { params: { path: { project_id }, query: { half_width: half, measure, limit: PAGE } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: (page) => page.next ?? undefined,
      enabled: !overview.isPending && !nothing,
    },
  )
  return (
    <Card title={w.settle}>
      <Wanted half={half} measure={measure} />
      <Unready
        of={plan}
        nothing={nothing}
        height={260}
        title={w.noImages}
        action={
          <Link to="/p/$project/import" params={{ project: project_id }}>
            {w.toImport}
          </Link>
        }
      >
        {({ pages }) => {
          const [first] = pages
          if (first === undefined) return null
          const ids = pages.flatMap((page) => page.images_to_label)
          return (
            <div className="grid">
              <Needed of={first} />
              {ids.length > 0 && <Ids ids={ids} />}
              <ShowMore of={plan} />
              <section aria-label={w.scales}>
                <h3>{w.scales}</h3>
                <div className="plan-tables">
                  <Table
                    caption={w.width}
                    columns={WIDTHS}
                    rows={first.by_half_width}
                    id={(row) => String(row.half_width)}
                  />
                  <Table caption={w.share} columns={SHARES} rows={first.by_share} id={(row) => String(row.share)} />
                </div>
              </section>
            </div>
          )
        }}
      </Unready>
    </Card>
  )
}
