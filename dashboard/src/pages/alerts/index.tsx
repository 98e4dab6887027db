import { NativeSelect, Tabs } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { api, fetcher } from '../../api/client'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { count } from '../../format/numbers'
import { Head } from '../../parts/head'
import { ShowMore } from '../../parts/more'
import { StaleBar } from '../../parts/stale'
import { Answer, Empty } from '../../parts/states'
import { Refused, useSubmission } from '../../parts/submission'
import { words } from '../../words'
import { Acknowledging } from './acknowledging'
import { FoldItem } from './fold'
import { folded, type Alert } from './folding'
import { History } from './history'
import { AlertItem, type Ways } from './row'
import './alerts.css'

const STATUSES = ['open', 'acknowledged', 'resolved'] as const
type Status = (typeof STATUSES)[number]
const SEVERITIES = ['error', 'warning', 'info'] as const
const PAGE = 100

/** One of these words, or the first. */
const among = <T extends string>(values: readonly T[], text: string | undefined): T | undefined =>
  values.find((value) => value === text)

function useAlerts(status: Status, type: string | undefined, severity: string | undefined) {
  const query = {
    status,
    limit: PAGE,
    ...(type === undefined ? {} : { type }),
    ...(severity === undefined ? {} : { severity: among(SEVERITIES, severity) }),
  }
  return api.useInfiniteQuery(
    'get',
    '/v1/projects/{project_id}/quality/alerts',
    { params: { path: { project_id: useProjectId() }, query } },
    { pageParamName: 'cursor', initialPageParam: null, getNextPageParam: (page) => page.next ?? undefined },
  )
}

function Filters({ type, severity }: { type: string | undefined; severity: string | undefined }) {
  const [, change] = useFilters()
  return (
    <>
      <NativeSelect
        aria-label={words.alerts.type}
        value={type ?? ''}
        data={[
          { value: '', label: words.alerts.anyType },
          ...Object.entries(words.alerts.types).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(event) => {
          change({ type: event.currentTarget.value || undefined })
        }}
      />
      <NativeSelect
        aria-label={words.alerts.severity}
        value={severity ?? ''}
        data={[
          { value: '', label: words.alerts.anySeverity },
          ...SEVERITIES.map((value) => ({ value, label: words.quality.severity[value] ?? value })),
        ]}
        onChange={(event) => {
          change({ severity: event.currentTarget.value || undefined })
        }}
      />
    </>
  )
}

const Nothing = ({ status, filtered }: { status: Status; filtered: boolean }) => (
  <Empty title={filtered ? words.alerts.empty.filtered : words.alerts.empty[status]}>
    {filtered ? words.alerts.empty.filteredAbout : words.alerts.empty[`${status}About`]}
  </Empty>
)

/** What is beyond its threshold, what is known and may wait, and what has passed. */
export default function Alerts() {
  const project_id = useProjectId()
  const [search, change] = useFilters()
  const status = among(STATUSES, search['status']) ?? 'open'
  const alerts = useAlerts(status, search['type'], search['severity'])
  const [known, setKnown] = useState<Alert | null>(null)
  const takingBack = useSubmission()
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ type: 'active' })
  const ways: Ways = {
    onAcknowledge: setKnown,
    onHistory: (id) => {
      change({ alert: id })
    },
    onTakeBack: (alert) => {
      const path = { project_id, alert_id: alert.alert_id }
      void takingBack
        .send(() => fetcher.DELETE('/v1/projects/{project_id}/alerts/{alert_id}/acknowledge', { params: { path } }))
        .then(refresh)
    },
  }
  const counts = alerts.data?.pages[0]?.counts
  return (
    <main id="content" className="alerts-page">
      <Head title={words.alerts.title} about={words.alerts.about}>
        <Filters type={search['type']} severity={search['severity']} />
      </Head>
      <StaleBar />
      <Tabs
        value={status}
        onChange={(value) => {
          change({ status: value === 'open' ? undefined : (value ?? undefined) })
        }}
      >
        <Tabs.List aria-label={words.alerts.tabsLabel}>
          {STATUSES.map((value) => (
            <Tabs.Tab key={value} value={value}>
              {words.alerts.tabs[value]}
              {counts && <span className="tab-count num">{count(counts[value])}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={status}>
          <Refused error={takingBack.error} />
          <Answer of={alerts} height={320}>
            {({ pages }) => {
              const rows = folded(pages.flatMap((page) => page.alerts))
              if (rows.length === 0)
                return (
                  <Nothing
                    status={status}
                    filtered={search['type'] !== undefined || search['severity'] !== undefined}
                  />
                )
              return (
                <ul className="alert-list">
                  {rows.map((row) => (
                    <li key={'fold' in row ? row.fold.type : row.alert.alert_id}>
                      {'fold' in row ? (
                        <FoldItem fold={row.fold} ways={ways} more={alerts.hasNextPage} />
                      ) : (
                        <AlertItem alert={row.alert} ways={ways} />
                      )}
                    </li>
                  ))}
                </ul>
              )
            }}
          </Answer>
          <ShowMore of={alerts} />
        </Tabs.Panel>
      </Tabs>
      {known && (
        <Acknowledging
          alert={known}
          onClose={() => {
            setKnown(null)
          }}
          onDone={() => {
            setKnown(null)
            void refresh()
          }}
        />
      )}
      {search['alert'] !== undefined && (
        <History
          id={search['alert']}
          onClose={() => {
            change({ alert: undefined })
          }}
        />
      )}
    </main>
  )
}
