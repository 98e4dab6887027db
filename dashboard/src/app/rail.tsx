import { Link } from '@tanstack/react-router'
import { useState, type ComponentType, type ReactNode } from 'react'

import { api, type Schema } from '../api/client'
import { useMay, useOwnAnnotator } from '../api/session'
import { count, upTo } from '../format/numbers'
import {
  IconBell,
  IconBoxAlignTopLeft,
  IconChartBar,
  IconChecklist,
  IconDownload,
  IconGridDots,
  IconLayoutDashboard,
  IconMenu2,
  IconPhoto,
  IconRobot,
  IconSettings,
  IconTarget,
  IconUpload,
  IconUser,
  IconUsers,
} from '../parts/icons'
import { words } from '../words'
import { Account } from './account'
import './rail.css'

type Name = keyof typeof words.shell.nav
type Entry = {
  name: Name
  to: string
  icon: ComponentType<{ 'size': number; 'stroke': number; 'aria-hidden': boolean }>
}

const TEAM: readonly Entry[] = [
  { name: 'overview', to: '/p/$project', icon: IconLayoutDashboard },
  { name: 'review', to: '/p/$project/review', icon: IconChecklist },
  { name: 'images', to: '/p/$project/images', icon: IconPhoto },
  { name: 'agreement', to: '/p/$project/agreement', icon: IconGridDots },
  { name: 'annotators', to: '/p/$project/annotators', icon: IconUsers },
  { name: 'benchmark', to: '/p/$project/benchmark', icon: IconTarget },
  { name: 'classes', to: '/p/$project/classes', icon: IconChartBar },
  { name: 'suggestions', to: '/p/$project/suggestions', icon: IconRobot },
  { name: 'alerts', to: '/p/$project/alerts', icon: IconBell },
  { name: 'export', to: '/p/$project/export', icon: IconDownload },
]
const IMPORT: Entry = { name: 'import', to: '/p/$project/import', icon: IconUpload }
const SETTINGS: Entry = { name: 'settings', to: '/p/$project/settings', icon: IconSettings }
const ME: Entry = { name: 'me', to: '/p/$project/me', icon: IconUser }

/** What this key can use: nothing in the rail leads to a refusal. */
function useEntries(): readonly Entry[] {
  const own = useOwnAnnotator()
  const ingests = useMay('ingest')
  const administers = useMay('admin')
  if (own !== null) return [ME]
  return [...TEAM, ...(ingests ? [IMPORT] : []), ...(administers ? [SETTINGS] : [])]
}

/** The numbers beside the review queue and the alerts. */
function useBadges(project: string): Partial<Record<Name, string>> {
  const own = useOwnAnnotator() !== null
  const path = { project_id: project }
  const queue = api.useQuery(
    'get',
    '/v1/projects/{project_id}/quality/images',
    { params: { path, query: { status: 'unreviewed', limit: 1 } } },
    { enabled: !own },
  )
  const alerts = api.useQuery(
    'get',
    '/v1/projects/{project_id}/quality/alerts',
    { params: { path, query: { limit: 1 } } },
    { enabled: !own },
  )
  const open = alerts.data?.counts.open ?? 0
  return {
    ...(queue.data ? { review: upTo(queue.data.count) } : {}),
    ...(open > 0 ? { alerts: count(open) } : {}),
  }
}

type Framed = {
  project: Pick<Schema<'ProjectAnswer'>, 'project_id' | 'name'>
  /** The way to other projects; without, the name alone. */
  menu?: ReactNode
  children: ReactNode
}

/** Opens and closes the rail where it is an icon bar, or hidden. */
const Opener = ({ open, onOpen }: { open: boolean; onOpen: (open: boolean) => void }) => (
  <button
    type="button"
    className="rail-opener"
    aria-label={words.shell.menu}
    aria-expanded={open}
    aria-controls="rail"
    onClick={() => {
      onOpen(!open)
    }}
  >
    <IconMenu2 size={20} aria-hidden />
    <span className="word">{words.shell.menu}</span>
  </button>
)

/** The frame of a project's pages: the way to each of them, and what is shown beside. */
export function Rail({ project, menu, children }: Framed) {
  const [open, setOpen] = useState(false)
  const entries = useEntries()
  const badges = useBadges(project.project_id)
  return (
    <div className="frame">
      <header className="top-bar no-print">
        <Opener open={open} onOpen={setOpen} />
        <span className="line strong">{project.name}</span>
      </header>
      <div id="rail" className="rail no-print" data-open={open}>
        <Link to="/" className="brand" aria-label={words.shell.brand}>
          <IconBoxAlignTopLeft size={22} stroke={2.2} aria-hidden />
          <span className="word">{words.shell.brand}</span>
        </Link>
        <Opener open={open} onOpen={setOpen} />
        {menu ?? (
          <p className="line strong own-project" title={project.name}>
            <bdi>{project.name}</bdi>
          </p>
        )}
        <nav aria-label={words.shell.rail}>
          {entries.map(({ name, to, icon: Icon }) => (
            <Link
              key={name}
              to={to}
              params={{ project: project.project_id }}
              className="entry"
              activeOptions={{ exact: to === '/p/$project', includeSearch: false }}
              title={words.shell.nav[name]}
              onClick={() => {
                setOpen(false)
              }}
            >
              <Icon size={18} stroke={1.7} aria-hidden />
              <span className="word">{words.shell.nav[name]}</span>
              {badges[name] !== undefined && (
                <b className={name === 'alerts' ? 'badge hot' : 'badge'}>
                  {badges[name]}
                  <span className="hidden"> {name === 'alerts' ? words.shell.open : words.shell.waiting}</span>
                </b>
              )}
            </Link>
          ))}
        </nav>
        <Account />
      </div>
      {children}
    </div>
  )
}
